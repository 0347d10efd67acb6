//! The Worker's client of an estate's build manager.

use serde::Serialize;
use steward_kernel::build::BuildFailure;
use steward_kernel::id::{BuildId, EstateId};
use worker::Env;

use super::messages::{
    Acknowledge, AcknowledgedReport, CancelBuild, Cancellation, EnqueueBuild, FailBuild, OpenLog, StartBuild, Started,
    SupersedeBuild, Work,
};
use crate::runtime::transport::{CallError, ObjectAddress};

/// The binding of the namespace.
pub const BINDING: &str = "ESTATE_BUILD_MANAGER";

/// The name of the object: the estate's id. Another format would orphan its logs.
#[must_use]
pub fn object_name(estate_id: &EstateId) -> &str {
    estate_id.as_ref()
}

/// A client of the build manager of one estate.
#[derive(Debug, Clone)]
pub struct EstateBuildManagerClient {
    address: ObjectAddress,
}

impl EstateBuildManagerClient {
    /// A client of the manager of `estate_id`.
    ///
    /// # Errors
    /// [`CallError::Unreachable`] when the binding is missing.
    pub fn new(env: &Env, estate_id: &EstateId) -> Result<Self, CallError> {
        Ok(Self { address: ObjectAddress::new(env, BINDING, object_name(estate_id))? })
    }

    /// Adds a build to the queue. The manager sends a [`super::Wakeup`] when the build can be started.
    ///
    /// # Errors
    /// Every kind of [`CallError`].
    pub async fn enqueue(&self, build: &EnqueueBuild) -> Result<(), CallError> {
        self.address.call("enqueue", build).await
    }

    /// The reports to store and the build to start.
    ///
    /// # Errors
    /// Every kind of [`CallError`].
    pub async fn work(&self) -> Result<Work, CallError> {
        self.address.call("work", &()).await
    }

    /// Acknowledges reports that are stored.
    ///
    /// # Errors
    /// Every kind of [`CallError`].
    pub async fn acknowledge(&self, reports: Vec<AcknowledgedReport>) -> Result<(), CallError> {
        self.address.call("acknowledge", &Acknowledge { reports }).await
    }

    /// Starts the build of [`Work::ready`].
    ///
    /// # Errors
    /// Every kind of [`CallError`].
    pub async fn start(&self, build: &StartBuild) -> Result<Started, CallError> {
        self.address.call("start", build).await
    }

    /// Fails the build of [`Work::ready`], because it cannot be started.
    ///
    /// # Errors
    /// Every kind of [`CallError`].
    pub async fn fail(&self, build_id: &BuildId, failure: BuildFailure) -> Result<(), CallError> {
        self.address.call("fail", &FailBuild { build_id: build_id.clone(), failure }).await
    }

    /// Cancels the build of [`Work::ready`], because the later build `number` is of a later commit of its branch.
    ///
    /// # Errors
    /// Every kind of [`CallError`].
    pub async fn supersede(&self, build_id: &BuildId, number: u64) -> Result<(), CallError> {
        self.address.call("supersede", &SupersedeBuild { build_id: build_id.clone(), number }).await
    }

    /// Cancels a build. The response has its report, which is also part of the next [`Work`].
    ///
    /// # Errors
    /// Every kind of [`CallError`].
    pub async fn cancel(&self, build: &EnqueueBuild, by: &str) -> Result<Cancellation, CallError> {
        self.address.call("cancel", &CancelBuild { build: build.clone(), by: by.to_owned() }).await
    }

    /// Cancels all builds, because the estate was deleted, and deletes those whose end was acknowledged. The others are
    /// deleted by another call after their reports are acknowledged.
    ///
    /// # Errors
    /// Every kind of [`CallError`].
    pub async fn close(&self) -> Result<(), CallError> {
        self.address.call("close", &()).await
    }

    /// Streams the log as live server-sent events. The response is passed on to the client.
    ///
    /// # Errors
    /// Every kind of [`CallError`].
    pub async fn log_stream(&self, log: &OpenLog) -> Result<web_sys::Response, CallError> {
        let body = serde_json::to_string(log).map_err(|error| CallError::Unreadable(error.to_string()))?;
        self.address.open("log_stream", Some(&body), &[]).await
    }

    /// At most `limit` lines as the JSON text `{"items":[LogLine],"nextAfter":number|null}`.
    ///
    /// # Errors
    /// Every kind of [`CallError`].
    pub async fn log_page(&self, log: &OpenLog, limit: u32) -> Result<String, CallError> {
        #[derive(Serialize)]
        struct Page<'log> {
            #[serde(flatten)]
            log: &'log OpenLog,
            limit: u32,
        }
        self.address.call_for_text("log_page", &Page { log, limit }).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Another format would orphan the stored builds.
    #[test]
    fn the_name_is_the_estate_s_id() {
        let estate_id = EstateId::new(0, [0; 10]);
        assert_eq!(object_name(&estate_id), estate_id.to_string());
    }
}
