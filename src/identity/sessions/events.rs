//! Events of sessions.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{SessionId, UserId};

use crate::platform::change::Event;

/// Sessions of a user ended: their sockets are closed.
#[derive(Debug, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct SessionEnded {
    pub user_id: UserId,
    pub session_ids: Vec<SessionId>,
}

impl Event for SessionEnded {
    const NAME: &'static str = "session:ended";
}
