//! Hooks by which other domains extend the changes of this one.

use std::sync::OnceLock;

use futures::future::LocalBoxFuture;
use steward_kernel::from_json::FromJson;

use steward_kernel::error::Error;
use steward_kernel::id::{BuildId, EstateId, OrganizationId};

use super::webhook::{InstallationChange, Push};
use crate::platform::change::Change;

/// The functions that other domains implement for GitHub's webhooks. Each adds to the same change.
pub struct Hooks {
    /// A commit was pushed to a branch that estates are connected to. Returns the created builds.
    pub pushed: for<'a> fn(&'a mut Change, &'a Pushed) -> Vec<BuildId>,
    /// The App can read repositories that it could not, or the reverse.
    pub installation_changed:
        for<'a> fn(&'a mut Change, &'a InstallationChange) -> LocalBoxFuture<'a, Result<(), Error>>,
}

/// A push to a branch that estates are connected to.
#[derive(Debug)]
pub struct Pushed {
    pub push: Box<Push>,
    /// GitHub's id of the delivery.
    pub delivery_id: String,
    pub estates: Vec<ConnectedEstate>,
}

/// An estate that is connected to the pushed branch.
#[derive(Debug, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct ConnectedEstate {
    pub estate_id: EstateId,
    pub organization_id: OrganizationId,
    pub installation_id: String,
    pub clone_url: String,
    /// The estate's folder in the repository; `None` for its root.
    pub path: Option<String>,
}

static HOOKS: OnceLock<Hooks> = OnceLock::new();

/// Installs the hooks, once per isolate.
pub fn install(hooks: Hooks) {
    // every entry point installs the same hooks
    let _ = HOOKS.set(hooks);
}

pub(super) fn hooks() -> Result<&'static Hooks, Error> {
    HOOKS.get().ok_or_else(|| Error::internal("the hooks of GitHub's deliveries are not installed"))
}
