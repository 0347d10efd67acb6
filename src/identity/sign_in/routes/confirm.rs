//! `auth.confirm`, `auth.listConfirmationMethods` and `auth.sendConfirmationCode`

use crate::api::{self, AcceptedReply, Json, Reply};
use crate::identity::model::{Confirm, ConfirmationMethods, Confirmed, MailSent};
use crate::identity::passkeys::RequestOptions;
use crate::identity::scope::UserOnly;
use crate::identity::sign_in::confirmation;
use steward_macros::operation;

/// Lists what the caller can confirm with, the strongest first.
#[operation(GET "/api/auth/confirm", id = "auth.listConfirmationMethods", tag = "auth")]
async fn list_confirmation_methods(scope: UserOnly) -> Reply<ConfirmationMethods> {
    api::ok(confirmation::methods(&scope).await?)
}

/// Confirms who the caller is, for 15 minutes in this session. Operations with `x-step-up` return `STEP_UP_REQUIRED` to a
/// person who has neither signed in nor confirmed in that time. The body has exactly one of the proofs:
/// one that `auth.listConfirmationMethods` lists, so a password only for users without a second factor.
#[operation(POST "/api/auth/confirm", id = "auth.confirm", tag = "auth")]
async fn confirm(scope: UserOnly, Json(body): Json<Confirm>) -> Reply<Confirmed> {
    api::ok(confirmation::confirm(&scope, &body).await?)
}

/// Sends a code to the caller's address, for `auth.confirm`. Only for users who have neither a password nor a second factor.
#[operation(POST "/api/auth/confirm/code", id = "auth.sendConfirmationCode", tag = "auth")]
async fn send_confirmation_code(scope: UserOnly) -> AcceptedReply<MailSent> {
    api::accepted(confirmation::send_code(&scope).await?)
}

/// Returns the options for `navigator.credentials.get()`, to confirm with a passkey. They are valid once, for five minutes.
#[operation(POST "/api/auth/confirm/passkey", id = "auth.startPasskeyConfirmation", tag = "auth")]
async fn start_passkey_confirmation(scope: UserOnly) -> Reply<RequestOptions> {
    api::ok(confirmation::start_passkey(&scope).await?)
}
