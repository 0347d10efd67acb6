//! `auth.verifySecondFactor`, `auth.getSecondFactorChallenge`, and the second factor by a passkey

use crate::api::{self, Json, Reply};
use crate::identity::model::{Me, SecondFactorChallenge};
use crate::identity::passkeys::{PasskeyAssertion, RequestOptions};
use crate::identity::scope::BrowserRequest;
use crate::identity::second_factors::FactorCode;
use crate::identity::sessions::known_browser::KnownBrowser;
use crate::identity::sign_in::challenge::{self, ChallengeToken};
use steward_macros::operation;

/// Completes a sign-in with a code of the authenticator app or a backup code, in the browser that passed the first factor
/// in the last ten minutes. Five codes per sign-in, and ten in an hour per account, can be tried; a browser in which the
/// user has signed in before has ten in fifteen minutes of its own.
#[operation(
    POST "/api/auth/signin/second-factor",
    id = "auth.verifySecondFactor",
    tag = "auth",
    answer = "The user is signed in; the session cookie is set.",
)]
async fn verify_second_factor(
    request: BrowserRequest,
    browser: KnownBrowser,
    token: ChallengeToken,
    Json(body): Json<FactorCode>,
) -> Reply<Me> {
    api::ok(challenge::verify(&request, &browser, token, &body.code).await?)
}

/// Returns the sign-in that waits for a second factor in this browser.
#[operation(
    GET "/api/auth/signin/second-factor",
    id = "auth.getSecondFactorChallenge",
    tag = "auth",
    errors(crate::api::PublicErrors),
)]
async fn get_second_factor_challenge(request: BrowserRequest, token: ChallengeToken) -> Reply<SecondFactorChallenge> {
    api::ok(challenge::show(&request, token).await?)
}

/// Returns the options for `navigator.credentials.get()`, to complete a sign-in with a passkey or a security key. They are
/// valid once, for five minutes.
#[operation(
    POST "/api/auth/signin/second-factor/passkey/options",
    id = "auth.startSecondFactorPasskey",
    tag = "auth",
    errors(crate::api::PublicErrors),
)]
async fn start_second_factor_passkey(request: BrowserRequest, token: ChallengeToken) -> Reply<RequestOptions> {
    api::ok(challenge::start_passkey(&request, token).await?)
}

/// Completes a sign-in with a passkey or a security key.
#[operation(
    POST "/api/auth/signin/second-factor/passkey",
    id = "auth.verifySecondFactorPasskey",
    tag = "auth",
    answer = "The user is signed in; the session cookie is set.",
)]
async fn verify_second_factor_passkey(
    request: BrowserRequest,
    token: ChallengeToken,
    Json(body): Json<PasskeyAssertion>,
) -> Reply<Me> {
    api::ok(challenge::verify_passkey(&request, token, &body).await?)
}
