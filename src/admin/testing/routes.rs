//! Trying out the platform over HTTP.

use axum::extract::FromRequestParts;
use http::StatusCode;
use http::request::Parts;
use serde::{Deserialize, Serialize};
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::EventId;
use utoipa::ToSchema;

use super::consumers::Behavior;
use crate::api::{self, Failure, JsonReply, Reply, Routes};
use crate::edge::Edge;
use crate::edge::extract::{Json, incoming};
use crate::identity::scope::Administrator;
use crate::platform::audit::{self, Entry};
use crate::platform::outbox::{self, Event, EventName};

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, poke_outbox)
}

/// That testing is turned on. Asked first: elsewhere there is nothing, not even a refusal.
struct TurnedOn;

impl FromRequestParts<()> for TurnedOn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &()) -> Result<Self, Failure> {
        if is_on(&incoming(parts)?.edge) { Ok(Self) } else { Err(Error::NotFound.into()) }
    }
}

fn is_on(edge: &Edge) -> bool {
    let says = |name, text: &str| edge.optional_variable(name).is_some_and(|value| value == text);
    // where nobody says what the environment is, it may be production
    says("TESTING_ROUTER", "on")
        && edge.optional_variable("ENVIRONMENT").is_some()
        && !says("ENVIRONMENT", "production")
}

/// How the outbox is to be tried out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Poke {
    /// What the consumer does.
    behavior: Behavior,
}

/// The event that was made.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Poked {
    /// Its id: its delivery is in the administrators' list.
    event_id: EventId,
}

/// Makes an event whose consumer does as it is told. Only where testing is turned on.
#[utoipa::path(post, path = "/api/testing/outbox", operation_id = "testing.poke", tag = "testing", request_body = Poke,
    responses((status = 202, body = Poked), api::BodyErrors))]
#[worker::send]
pub async fn poke_outbox(_: TurnedOn, scope: Administrator, Json(body): Json<Poke>) -> Reply<Poked> {
    let edge = &scope.edge;
    let event = Event {
        name: EventName::TestingPoked,
        organization_id: None,
        estate_id: None,
        payload: json!({ "behavior": body.behavior }),
    };
    let recorded = outbox::record(edge, vec![event]);
    let event_id = recorded.first_id().ok_or_else(|| Error::internal("no event was recorded"))?;
    let entry = Entry {
        action: "testing.poke",
        organization_id: None,
        estate_id: None,
        resource_type: "outbox_event",
        resource_id: event_id.as_ref(),
        detail: json!({ "after": { "behavior": body.behavior } }),
    };
    let mut statements = vec![audit::record(edge, &scope.origin(), &entry)];
    statements.extend(recorded.statements.iter().cloned());
    edge.database()?.batch(statements).await?;
    outbox::dispatch(edge, recorded);
    Ok(JsonReply::new(StatusCode::ACCEPTED, Poked { event_id }))
}
