//! Test operations over HTTP.

use serde::Serialize;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::EventId;
use utoipa::ToSchema;

use super::events::Behavior;
use super::service;
use crate::api::{self, AcceptedReply, Json, Operation, RawReply};
use crate::api::{Argument, Input, Needs};
use crate::identity::scope::Administrator;
use steward_macros::operation;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[POKE_OUTBOX, PANIC_NOW];

/// Proof that testing is enabled. It is checked first: otherwise the operations answer 404 to everyone.
struct TestingEnabled;

impl Argument for TestingEnabled {
    const NEEDS: Needs = Needs {
        gate: Some(|edge| if edge.config().testing().is_router_on { Ok(()) } else { Err(Error::NotFound) }),
        ..Needs::NOTHING
    };

    fn take(_: &mut Input) -> Result<Self, Error> {
        Ok(Self)
    }
}

/// A test event to create.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTestEvent {
    /// What the consumer does.
    behavior: Behavior,
}

/// The created test event.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreatedTestEvent {
    /// The event's id; administrators find its delivery in the list of deliveries.
    event_id: EventId,
}

/// Creates an event whose consumer succeeds or fails as requested. Available only where testing is enabled.
#[operation(POST "/api/testing/outbox", id = "testing.poke", tag = "testing")]
async fn poke_outbox(
    _: TestingEnabled,
    scope: Administrator,
    Json(body): Json<NewTestEvent>,
) -> AcceptedReply<CreatedTestEvent> {
    let event_id = service::poke(&scope, body.behavior).await?;
    api::accepted(CreatedTestEvent { event_id })
}

/// A panic to cause.
#[derive(FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Panic {
    /// The message of the panic, which is logged.
    message: String,
}

/// Panics. Available only where testing is enabled.
#[operation(
    POST "/api/testing/panic",
    id = "testing.panic",
    tag = "testing",
    responses((status = 500, body = crate::api::ErrorBody, description = "The request panicked.")),
)]
#[expect(clippy::panic, reason = "tests that a panic ends its own request only")]
async fn panic_now(_: TestingEnabled, _: Administrator, Json(body): Json<Panic>) -> RawReply {
    panic!("{}", body.message)
}
