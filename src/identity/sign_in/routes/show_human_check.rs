//! `auth.showHumanCheck`

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use utoipa::{IntoParams, ToSchema};

use crate::api::{Query, RawReply};
use crate::identity::scope::BrowserRequest;
use crate::identity::sign_in::turnstile::{self, HumanAction};
use steward_macros::operation;

#[derive(Debug, Clone, Copy, FromJson, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Theme {
    Light,
    Dark,
}

#[derive(Debug, FromJson, IntoParams)]
#[into_params(parameter_in = Query)]
struct Widget {
    /// What the token is for.
    #[param(inline)]
    action: HumanAction,
    #[param(inline)]
    theme: Theme,
}

/// Returns the page with Turnstile's widget, for a frame on the sign-in pages. It sends the token to them as a message.
#[operation(
    GET "/api/auth/human-check",
    id = "auth.showHumanCheck",
    tag = "auth",
    responses((status = 200, description = "The page.", content((String = "text/html"))), (status = 400, description = "A query parameter is invalid.", body = crate::api::ErrorBody), (status = 404, description = "Turnstile is not configured.", body = crate::api::ErrorBody)),
    errors(crate::api::AnonymousErrors),
)]
async fn show_human_check(request: BrowserRequest, Query(widget): Query<Widget>) -> RawReply {
    let config = request.edge.config();
    let turnstile = config.turnstile()?.ok_or(Error::NotFound)?;
    let theme = if matches!(widget.theme, Theme::Dark) { "dark" } else { "light" };
    Ok(turnstile::page(turnstile, widget.action, theme))
}
