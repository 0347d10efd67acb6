//! `auth.signOut`

use crate::api::{self, EmptyReply};
use crate::identity::scope::SignedIn;
use crate::identity::service;
use steward_macros::operation;

/// Signs out and ends the session.
#[operation(POST "/api/auth/signout", id = "auth.signOut", tag = "auth", answer = "The session is ended.")]
async fn sign_out(scope: SignedIn) -> EmptyReply {
    service::sign_out(&scope).await?;
    api::no_content()
}
