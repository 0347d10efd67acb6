//! Passkeys over HTTP.

use steward_kernel::id::PasskeyId;
use steward_macros::operation;

use super::model::{AddedPasskey, CreationOptions, NewPasskey, Passkey, PasskeyAssertion, PasskeyName, RequestOptions};
use super::{ceremony, registration, service, sign_in};
use crate::api::{self, CreatedReply, EmptyReply, Json, Operation, PathId, PathParameter, Reply};
use crate::identity::model::Me;
use crate::identity::scope::{BrowserRequest, StepUp, UserOnly};

/// The operations of this feature.
pub const OPERATIONS: &[Operation] =
    &[START_PASSKEY, ADD_PASSKEY, RENAME_PASSKEY, REMOVE_PASSKEY, START_PASSKEY_SIGN_IN, SIGN_IN_WITH_PASSKEY];

impl PathParameter for PasskeyId {
    const NAME: &'static str = "passkeyId";
}

/// Returns the options for `navigator.credentials.create()`. They are valid once, for five minutes.
#[operation(POST "/api/user/passkeys/options", id = "user.startPasskey", tag = "account")]
async fn start_passkey(scope: StepUp<UserOnly>) -> Reply<CreationOptions> {
    api::ok(ceremony::creation_options(&scope).await?)
}

/// Adds a passkey or a security key. From now on, signing in needs a second factor. Open sign-in links, codes and password
/// resets end.
#[operation(POST "/api/user/passkeys", id = "user.addPasskey", tag = "account")]
async fn add_passkey(scope: StepUp<UserOnly>, Json(body): Json<NewPasskey>) -> CreatedReply<AddedPasskey> {
    api::created(registration::add(&scope, &body).await?)
}

/// Renames a passkey.
#[operation(PATCH "/api/user/passkeys/{passkeyId}", id = "user.renamePasskey", tag = "account")]
async fn rename_passkey(
    scope: UserOnly,
    PathId(id): PathId<PasskeyId>,
    Json(body): Json<PasskeyName>,
) -> Reply<Passkey> {
    api::ok(service::rename(&scope, &id, &body.name).await?)
}

/// Removes a passkey.
#[operation(
    DELETE "/api/user/passkeys/{passkeyId}",
    id = "user.removePasskey",
    tag = "account",
    answer = "The passkey is removed.",
)]
async fn remove_passkey(scope: StepUp<UserOnly>, PathId(id): PathId<PasskeyId>) -> EmptyReply {
    service::remove(&scope, &id).await?;
    api::no_content()
}

/// Returns the options for `navigator.credentials.get()`, to sign in with a passkey. They are valid once, for five minutes.
#[operation(
    POST "/api/auth/signin/passkey/options",
    id = "auth.startPasskeySignIn",
    tag = "auth",
    errors(crate::api::PublicErrors),
)]
async fn start_passkey_sign_in(request: BrowserRequest) -> Reply<RequestOptions> {
    api::ok(sign_in::start(&request).await?)
}

/// Signs in with a passkey that has verified the user. It is both factors.
#[operation(
    POST "/api/auth/signin/passkey",
    id = "auth.signInWithPasskey",
    tag = "auth",
    answer = "The user is signed in; the session cookie is set.",
)]
async fn sign_in_with_passkey(request: BrowserRequest, Json(body): Json<PasskeyAssertion>) -> Reply<Me> {
    api::ok(sign_in::sign_in(&request, &body).await?)
}
