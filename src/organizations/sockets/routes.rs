//! The socket of an organization.

use std::rc::Rc;

use crate::edge::bridge::Head;
use steward_durable_objects::organization_websocket::{OrganizationWebSocketClient, Resume, SocketIdentity};
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::permission::Role;
use steward_kernel::time::{MINUTE, SECOND};
use utoipa::IntoParams;

use crate::api::{Operation, Query, RawReply, header};
use crate::edge::response::Response;
use crate::identity::permission::SeeOrganization;
use crate::identity::scope::InOrganization;
use crate::organizations::members;
use steward_macros::operation;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[OPEN_SOCKET];

#[derive(Debug, FromJson, IntoParams)]
#[into_params(parameter_in = Query)]
struct Position {
    /// The number of the last message that the client received.
    #[serde(deserialize_with = "text")]
    since: Option<u64>,
    /// For a client without such a number: the age in milliseconds of the oldest data that it shows. It receives the
    /// messages since then. Without this parameter, the client has to fetch its data again.
    #[serde(deserialize_with = "text")]
    #[param(maximum = 9_007_199_254_740_991_u64)]
    age: Option<u64>,
}

/// A response may show what was current when it was read, some time before the client received it.
const READ_MARGIN_MS: i64 = 2 * SECOND;

/// How long a socket is open until session and membership are looked at again.
const LEASE_MS: i64 = 10 * MINUTE;

impl Position {
    fn resume(&self, now: i64) -> Resume {
        match (self.since, self.age.map(i64::try_from)) {
            (Some(sequence), _) => Resume::After(sequence),
            (None, Some(Ok(age))) => Resume::Since(now.saturating_sub(age).saturating_sub(READ_MARGIN_MS).max(0)),
            (None, _) => Resume::Now,
        }
    }
}

/// Opens a WebSocket over which the server reports changes. See docs/realtime.md for the messages.
#[operation(
    GET "/api/organizations/{organizationId}/socket",
    id = "organization.socket",
    tag = "organizations",
    responses((status = 101, description = "The socket is open."), (status = 426, description = "The request is not a WebSocket upgrade.", body = crate::api::ErrorBody)),
)]
async fn open_socket(
    scope: InOrganization<SeeOrganization>,
    Query(position): Query<Position>,
    head: Rc<Head>,
) -> RawReply {
    if !header(&head.headers, "upgrade").eq_ignore_ascii_case("websocket") {
        return Err(Error::UpgradeRequired);
    }
    let edge = &scope.caller.edge;
    let sockets = OrganizationWebSocketClient::new(edge.env(), &scope.organization_id).map_err(Error::internal)?;
    let estates = match scope.role {
        Role::Guest => Some(members::grants(edge, scope.membership_id()?).await?),
        _ => None,
    };
    let identity = SocketIdentity {
        user_id: scope.caller.user_id.clone(),
        session_id: scope.caller.session_id()?.clone(),
        authenticated_at: edge.now(),
        valid_until: scope.caller.valid_until(LEASE_MS),
        resume: position.resume(edge.now()),
        estates,
    };
    let response = sockets.connect(&identity).await.map_err(Error::internal)?;
    Ok(Response::passed_on(response))
}
