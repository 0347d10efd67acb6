//! `auth.signIn` and `auth.login`

use crate::api::{self, Json, Reply};
use crate::identity::api_clients;
use crate::identity::model::{SignIn, SignInResult};
use crate::identity::scope::ApiRequest;
use crate::identity::sessions::known_browser::KnownBrowser;
use crate::identity::sign_in;
use steward_macros::operation;

/// Signs in with an email address and a password. A page of this site gets a session cookie; every other client gets an
/// access token and a refresh token, and no cookie. A user with a second factor gets no session yet, but a cookie for
/// `auth.verifySecondFactor`; a client gets none at all and has to use the device flow. Within fifteen minutes, five failures for an account from an
/// IP address, thirty for it from everywhere, or twenty from an IP address refuse further attempts. A browser in which the
/// user has signed in before has ten of its own.
#[operation(
    POST "/api/auth/signin",
    id = "auth.signIn",
    tag = "auth",
    answer = "Signed in, or a second factor is required.",
    alias("/api/auth/login", "auth.login"),
    more_errors(crate::api::ProviderErrors),
)]
async fn sign_in(request: ApiRequest, browser: KnownBrowser, Json(body): Json<SignIn>) -> Reply<SignInResult> {
    api::ok(if request.is_from_own_page {
        sign_in::sign_in(&request, &browser, &body).await?.into()
    } else {
        SignInResult::Client(api_clients::login(&request, &browser, &body).await?)
    })
}
