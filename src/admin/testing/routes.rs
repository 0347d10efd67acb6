//! Trying out the platform over HTTP.

use axum::extract::FromRequestParts;
use http::StatusCode;
use http::request::Parts;
use serde::{Deserialize, Serialize};
use steward_kernel::error::Error;
use steward_kernel::id::EventId;
use utoipa::ToSchema;

use super::events::Behavior;
use super::service;
use crate::api::{self, Failure, JsonReply, Reply, Routes};
use crate::edge::extract::{Json, incoming};
use crate::identity::scope::Administrator;

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, poke_outbox)
}

/// That testing is turned on. Asked first: elsewhere there is nothing, not even a refusal.
struct TurnedOn;

impl FromRequestParts<()> for TurnedOn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &()) -> Result<Self, Failure> {
        if incoming(parts)?.edge.config().testing().is_router_on { Ok(Self) } else { Err(Error::NotFound.into()) }
    }
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
    let event_id = service::poke(&scope, body.behavior).await?;
    Ok(JsonReply::new(StatusCode::ACCEPTED, Poked { event_id }))
}
