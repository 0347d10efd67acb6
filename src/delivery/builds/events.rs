//! Events about builds.

use serde::Serialize;
use steward_durable_objects::organization_websocket::Resource;
use steward_kernel::build::BuildStatus;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::BuildId;

use crate::platform::change::{Event, Stale};

/// A build was triggered.
#[derive(Debug, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct BuildCreated {
    pub build_id: BuildId,
}

impl Event for BuildCreated {
    const NAME: &'static str = "estate:build:created";

    fn stale(&self) -> Vec<Stale> {
        vec![Stale::one(Resource::Build, &self.build_id)]
    }
}

/// A report of a build was applied.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BuildChanged {
    pub build_id: BuildId,
    pub status: BuildStatus,
    pub revision: u64,
}

impl Event for BuildChanged {
    const NAME: &'static str = "estate:build:changed";

    fn stale(&self) -> Vec<Stale> {
        let build = Stale::one(Resource::Build, &self.build_id);
        match self.status {
            // it may have become the active build
            BuildStatus::Complete => vec![build, Stale::all(Resource::Configuration)],
            _ => vec![build],
        }
    }
}

/// A member requested the cancellation of a queued or running build.
#[derive(Debug, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct BuildCancelRequested {
    pub build_id: BuildId,
    /// The member's name, for the build's log.
    pub by: String,
}

impl Event for BuildCancelRequested {
    const NAME: &'static str = "estate:build:cancel_requested";
}

/// A member made a build the active one.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfigurationActivated {
    pub build_id: BuildId,
    pub number: i64,
}

impl Event for ConfigurationActivated {
    const NAME: &'static str = "estate:configuration:activated";

    fn stale(&self) -> Vec<Stale> {
        // the build that was active before changed as well
        vec![Stale::all(Resource::Build), Stale::all(Resource::Configuration)]
    }
}

/// A member ended a rollback, so that later builds become active again.
#[derive(Debug, Serialize)]
pub struct ActivationResumed {}

impl Event for ActivationResumed {
    const NAME: &'static str = "estate:activation:resumed";

    fn stale(&self) -> Vec<Stale> {
        // a newer build may have become active
        vec![Stale::all(Resource::Build), Stale::all(Resource::Configuration)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_complete_build_may_change_the_configuration() {
        let build_id = BuildId::new(1, [1; 10]);
        let stale = |status| BuildChanged { build_id: build_id.clone(), status, revision: 3 }.stale();
        let build = Stale::one(Resource::Build, &build_id);
        assert_eq!(stale(BuildStatus::Failed), std::slice::from_ref(&build));
        assert_eq!(stale(BuildStatus::Complete), [build, Stale::all(Resource::Configuration)]);
    }

    /// Events that an earlier version stored are read by a later one.
    #[test]
    fn payloads_keep_their_names() {
        let build_id = BuildId::new(1, [1; 10]);
        assert_eq!(json!(BuildCreated { build_id: build_id.clone() }), json!({ "buildId": build_id }));
        let changed = BuildChanged { build_id: build_id.clone(), status: BuildStatus::InProgress, revision: 3 };
        assert_eq!(json!(changed), json!({ "buildId": build_id, "status": "in_progress", "revision": 3 }));
        let requested = BuildCancelRequested { build_id: build_id.clone(), by: "Ada".to_owned() };
        assert_eq!(json!(requested), json!({ "buildId": build_id, "by": "Ada" }));
        let activated = ConfigurationActivated { build_id: build_id.clone(), number: 7 };
        assert_eq!(json!(activated), json!({ "buildId": build_id, "number": 7 }));
    }
}
