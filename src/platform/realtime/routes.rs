//! The socket of an organization.

use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use serde::Deserialize;
use steward_durable_objects::organization_websocket::{OrganizationWebSocketClient, SocketIdentity};
use steward_kernel::error::Error;
use steward_kernel::id::OrganizationId;
use steward_kernel::permission::Role;
use utoipa::IntoParams;

use crate::api::{self, Failure, Routes};
use crate::edge::bridge::PassedOn;
use crate::edge::extract::{Query, header};
use crate::identity::permission::SeeOrganization;
use crate::identity::scope::InOrganization;
use crate::organizations::members;

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, open_socket)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Position {
    /// The number of the last message that the client has.
    since: Option<u64>,
}

/// Opens a WebSocket over which the server says what changed; see docs/realtime.md for its messages.
#[utoipa::path(get, path = "/api/organizations/{organizationId}/socket", operation_id = "organization.socket",
    tag = "organizations",
    params(("organizationId" = OrganizationId, Path, description = "The organization."), Position),
    responses((status = 101, description = "The socket is open."),
        (status = 426, description = "No WebSocket was asked for.", body = api::ErrorBody), api::ListErrors))]
#[worker::send]
pub async fn open_socket(
    scope: InOrganization<SeeOrganization>,
    Query(position): Query<Position>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    if !header(&headers, "upgrade").eq_ignore_ascii_case("websocket") {
        return Err(Error::UpgradeRequired.into());
    }
    let edge = &scope.caller.edge;
    let sockets = OrganizationWebSocketClient::new(edge.env(), &scope.organization_id).map_err(Error::internal)?;
    let estates = match scope.role {
        Role::Guest => Some(members::grants(edge, &scope.membership_id).await?),
        _ => None,
    };
    let identity = SocketIdentity {
        user_id: scope.caller.user_id.clone(),
        session_id: scope.caller.session_id()?.clone(),
        authenticated_at: edge.now(),
        since: position.since,
        estates,
    };
    let response = sockets.connect(&identity).await.map_err(Error::internal)?;
    Ok(PassedOn::new(response).into_response())
}
