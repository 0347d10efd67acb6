//! The sessions of several users in one browser, over HTTP.

use crate::api::{self, EmptyReply, Json, Reply};
use crate::identity::model::{ActivatedSession, ParkedSessions};
use crate::identity::scope::BrowserRequest;
use crate::identity::sign_in::browser_sessions::{self, ParkedTokens};
use steward_macros::operation;

/// Lists the other users who are signed in in this browser.
#[operation(GET "/api/auth/sessions", id = "auth.listParkedSessions", tag = "auth", errors(crate::api::AnonymousErrors))]
async fn list_parked_sessions(request: BrowserRequest, tokens: ParkedTokens) -> Reply<ParkedSessions> {
    api::ok(browser_sessions::list(&request, &tokens).await?)
}

/// Parks this browser's session, if there is one, so that another user can sign in. A browser has five accounts at most.
#[operation(POST "/api/auth/sessions/park", id = "auth.parkSession", tag = "auth", answer = "The session is parked.")]
async fn park_session(request: BrowserRequest, tokens: ParkedTokens) -> EmptyReply {
    browser_sessions::park(&request, &tokens).await?;
    api::no_content()
}

/// Switches to another user who is signed in in this browser. The session before is parked.
#[operation(
    POST "/api/auth/sessions/activate",
    id = "auth.activateSession",
    tag = "auth",
    answer = "The session is active.",
    errors(crate::api::BodyErrors),
)]
async fn activate_session(
    request: BrowserRequest,
    tokens: ParkedTokens,
    Json(body): Json<ActivatedSession>,
) -> EmptyReply {
    browser_sessions::activate(&request, &tokens, &body.session_id).await?;
    api::no_content()
}

/// Signs all users out of this browser.
#[operation(DELETE "/api/auth/sessions", id = "auth.signOutEverybody", tag = "auth", answer = "The sessions have ended.")]
async fn sign_out_everybody(request: BrowserRequest, tokens: ParkedTokens) -> EmptyReply {
    browser_sessions::end_all(&request, &tokens).await?;
    api::no_content()
}
