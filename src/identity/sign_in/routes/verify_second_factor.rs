//! `auth.verifySecondFactor`

use crate::api::{self, Json, Reply};
use crate::identity::model::Me;
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
