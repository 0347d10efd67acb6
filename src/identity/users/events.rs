//! Events of users.

use serde::Serialize;
use steward_durable_objects::organization_websocket::Resource;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{OrganizationId, UserId};

use super::store;
use crate::platform::change::{Change, Event, Stale, Tenant};

/// A user's name, picture or address changed. Emitted in each organization of the user.
#[derive(Debug, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct UserChanged {
    pub user_id: UserId,
}

impl Event for UserChanged {
    const NAME: &'static str = "user:changed";

    fn stale(&self) -> Vec<Stale> {
        vec![Stale::one(Resource::Member, &self.user_id)]
    }
}

/// An account was deleted.
#[derive(Debug, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct UserDeleted {
    pub user_id: UserId,
}

impl Event for UserDeleted {
    const NAME: &'static str = "user:deleted";
}

#[derive(FromJson)]
struct IdRow {
    organization_id: OrganizationId,
}

/// Adds [`UserChanged`] for each organization of the user. The change has no tenant afterwards.
///
/// # Errors
/// [`Error::Database`].
pub(super) async fn emit_user_changed(change: &mut Change, user_id: &UserId) -> Result<(), Error> {
    let statement = crate::bind!(store::LIST_ORGANIZATION_IDS, user_id);
    let rows: Vec<IdRow> = change.edge().database()?.all(statement).await?;
    for row in rows {
        change.set_tenant(Tenant::organization(&row.organization_id));
        change.emit(&UserChanged { user_id: user_id.clone() });
    }
    change.set_tenant(Tenant::NONE);
    Ok(())
}
