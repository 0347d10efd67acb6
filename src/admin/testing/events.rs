//! The event that tests the outbox.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use utoipa::ToSchema;

use crate::platform::change::Event;

/// How the consumer of an event behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Behavior {
    /// Succeeds at the first attempt.
    Succeeds,
    /// Fails twice and succeeds at the third attempt.
    FailsTwice,
    /// Fails at every attempt.
    Fails,
}

/// An administrator tests the outbox.
#[derive(Debug, Serialize, FromJson)]
pub struct TestingPoked {
    pub behavior: Behavior,
}

impl Event for TestingPoked {
    const NAME: &'static str = "testing:poked";
}
