//! Events of teams.

use serde::Serialize;
use steward_durable_objects::organization_websocket::Resource;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::UserId;

use crate::platform::change::{Change, Event, Stale};

/// Users of one event, whose payload is limited.
const MAX_USERS: usize = 400;

/// For more users, there is one message for everybody instead of one for each user.
const MAX_SINGLE: usize = 100;

/// A team was created, changed or deleted.
#[derive(Debug, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct TeamChanged {
    /// Whose rights may have changed: the members before and after.
    pub user_ids: Vec<UserId>,
}

impl Event for TeamChanged {
    const NAME: &'static str = "organization:team:changed";

    fn stale(&self) -> Vec<Stale> {
        if self.user_ids.len() > MAX_SINGLE {
            return vec![Stale::all(Resource::Team), Stale::all(Resource::Organization)];
        }
        let own = self.user_ids.iter().map(|user_id| Stale::all(Resource::Organization).only_for(user_id));
        std::iter::once(Stale::all(Resource::Team)).chain(own).collect()
    }
}

/// Adds the change of a team to a change. `user_ids` are the members before and after.
pub fn emit_changed(change: &mut Change, user_ids: &[UserId]) {
    // one event without users, too: the team has changed
    let count = user_ids.len().div_ceil(MAX_USERS).max(1);
    for index in 0..count {
        let part = user_ids.iter().skip(index * MAX_USERS).take(MAX_USERS).cloned();
        change.emit(&TeamChanged { user_ids: part.collect() });
    }
}
