//! Signing in with a second factor. The first factor of a user who has one gives no session but a challenge: a token in a
//! cookie of the browser, which together with a code gives the session.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{SignInChallengeId, SsoConnectionId, UserId};
use steward_kernel::signature::token_hash;
use steward_kernel::time::{MINUTE, Timestamp};

use super::start_session::start_verified_session;
use super::store;
use crate::api::{Argument, Input, Needs};
use crate::edge::Edge;
use crate::identity::model::{Me, SecondFactorChallenge, SecondFactorRequired};
use crate::identity::passkeys::{self, CheckedPasskey, PasskeyAssertion, Purpose, RequestOptions};
use crate::identity::scope::BrowserRequest;
use crate::identity::second_factors::{self, FactorMethod, Methods};
use crate::identity::sessions::known_browser::KnownBrowser;
use crate::identity::sessions::{self, cookie};
use crate::platform::change::{AuditEvent, Change};
use crate::platform::limits::{self, Rule};

const LIFETIME_MS: i64 = 10 * MINUTE;
/// The attempts of one challenge.
const MAX_ATTEMPTS: u32 = 5;

/// The token of a challenge in the browser's cookie.
pub struct ChallengeToken(Option<String>);

impl Argument for ChallengeToken {
    const NEEDS: Needs = Needs::NOTHING;

    fn take(input: &mut Input) -> Result<Self, Error> {
        Ok(Self(cookie::CHALLENGE.token(&input.head.headers, &input.incoming.edge)))
    }
}

/// Commits a change with which the user has proven the first factor, with a challenge for the second one, and sets the
/// cookie. `action` is the operation of the first factor.
///
/// # Errors
/// [`Error::Database`]; nothing is written.
pub async fn commit(change: Change, user_id: &UserId, action: &'static str) -> Result<SecondFactorRequired, Error> {
    commit_by(change, user_id, action, None).await
}

/// The same for a first factor that is a connection of single sign-on.
///
/// # Errors
/// [`Error::Database`]; nothing is written.
pub async fn commit_by(
    mut change: Change,
    user_id: &UserId,
    action: &'static str,
    sso_connection_id: Option<&SsoConnectionId>,
) -> Result<SecondFactorRequired, Error> {
    let edge = change.edge().clone();
    let (id, token) = (edge.id(SignInChallengeId::new), URL_SAFE_NO_PAD.encode(edge.random::<32>()));
    let (now, expires_at) = (edge.now(), edge.now() + LIFETIME_MS);
    let hash = token_hash(&token);
    change.run(crate::bind!(store::INSERT_CHALLENGE, id, hash, user_id, action, expires_at, now, sso_connection_id));
    change.audit(&AuditEvent::new(action, "user", user_id).after(json!({ "challengeId": id })));
    let methods: Option<Methods> = change.commit_and_read(Methods::statement(user_id)).await?.first()?;
    cookie::CHALLENGE.set(&edge, &token, LIFETIME_MS);
    let methods = methods.map(|methods| methods.list()).unwrap_or_default();
    Ok(SecondFactorRequired { second_factor: SecondFactorChallenge { methods, expires_at: Timestamp(expires_at) } })
}

/// Adds the end of a user's challenges to a change.
pub fn delete_all(change: &mut Change, user_id: &UserId) {
    change.run(crate::bind!(sessions::store::DELETE_CHALLENGES, user_id));
}

#[derive(FromJson)]
struct Row {
    id: SignInChallengeId,
    user_id: UserId,
    email: String,
    sso_connection_id: Option<SsoConnectionId>,
    expires_at: i64,
    #[serde(deserialize_with = "flag")]
    is_banned: bool,
}

impl Row {
    /// The user, and the connection of single sign-on that was the first factor.
    const fn of_user(&self) -> (&UserId, Option<&SsoConnectionId>) {
        (&self.user_id, self.sso_connection_id.as_ref())
    }
}

#[derive(FromJson)]
struct Counted {}

/// The sign-in that waits for a second factor in this browser.
///
/// # Errors
/// [`ConflictCode::SignInExpired`].
pub async fn show(
    request: &BrowserRequest,
    ChallengeToken(token): ChallengeToken,
) -> Result<SecondFactorChallenge, Error> {
    let edge = &request.edge;
    let row = find(edge, token.as_deref()).await?;
    let methods: Option<Methods> = edge.database()?.first(Methods::statement(&row.user_id)).await?;
    let methods = methods.map(|methods| methods.list()).unwrap_or_default();
    Ok(SecondFactorChallenge { methods, expires_at: Timestamp(row.expires_at) })
}

/// The options for the proof of a passkey of the user.
///
/// # Errors
/// [`ConflictCode::SignInExpired`]; [`Error::RateLimited`] after a hundred requests from the IP address in fifteen
/// minutes.
pub async fn start_passkey(
    request: &BrowserRequest,
    ChallengeToken(token): ChallengeToken,
) -> Result<RequestOptions, Error> {
    let edge = &request.edge;
    limits::attempt(edge, &[Rule::ProviderAddress(request.ip_address.as_deref())]).await?;
    let row = find(edge, token.as_deref()).await?;
    passkeys::request_options(edge, Purpose::SecondFactor, Some(&row.user_id)).await
}

/// Completes a sign-in with a passkey.
///
/// # Errors
/// [`ConflictCode::SignInExpired`]; [`Error::InvalidPasskey`]; [`Error::AccountBanned`]; [`Error::RateLimited`] after twenty
/// wrong proofs from the IP address.
pub async fn verify_passkey(
    request: &BrowserRequest,
    ChallengeToken(token): ChallengeToken,
    body: &PasskeyAssertion,
) -> Result<Me, Error> {
    let edge = &request.edge;
    let row = find(edge, token.as_deref()).await?;
    let passed = limits::attempt(edge, &[Rule::SignInAddress(request.ip_address.as_deref())]).await?;
    let (purpose, user_id) = (Purpose::SecondFactor, Some(&row.user_id));
    let passkey = match passkeys::check(edge, purpose, user_id, passkeys::Verification::Preferred, body).await {
        Ok(passkey) => passkey,
        Err(error) => return Err(record_failure(request, error, &row, FactorMethod::Passkey).await),
    };
    if row.is_banned {
        return Err(Error::AccountBanned);
    }
    let mut change = request.change_by(&row.user_id);
    passkey.use_up(&mut change);
    change.must_change(crate::bind!(store::DELETE_CHALLENGE, row.id));
    let session = start_verified_session(&mut change, request, row.of_user(), FactorMethod::Passkey).await?;
    let me = session.commit(edge, change).await.map_err(CheckedPasskey::outdated)?;
    cookie::CHALLENGE.clear(edge);
    passed.reset().await;
    Ok(me)
}

/// Completes a sign-in with a code of the authenticator app or a backup code.
///
/// # Errors
/// [`ConflictCode::SignInExpired`] without an open challenge in this browser, and after five codes;
/// [`Error::InvalidCode`]; [`Error::AccountBanned`]; [`Error::RateLimited`]: see [`Rule`].
pub async fn verify(
    request: &BrowserRequest,
    browser: &KnownBrowser,
    ChallengeToken(token): ChallengeToken,
    typed: &str,
) -> Result<Me, Error> {
    let edge = &request.edge;
    let row = find(edge, token.as_deref()).await?;
    let address = Rule::SignInAddress(request.ip_address.as_deref());
    let known = browser.id_for(edge, &row.email);
    let account = match known.as_deref() {
        Some(id) => Rule::SecondFactorBrowser(row.user_id.as_ref(), id),
        None => Rule::SecondFactor(row.user_id.as_ref()),
    };
    let passed = limits::attempt(edge, &[account, address]).await?;
    let counted = crate::bind!(store::COUNT_CHALLENGE_ATTEMPT, row.id, MAX_ATTEMPTS);
    edge.database()?.first::<Counted>(counted).await?.ok_or(ConflictCode::SignInExpired)?;
    let checked = match second_factors::check(edge, &row.user_id, typed).await {
        Ok(checked) => checked,
        Err(error) => return Err(record_failure(request, error, &row, second_factors::method_of(typed)).await),
    };
    if row.is_banned {
        return Err(Error::AccountBanned);
    }
    let mut change = request.change_by(&row.user_id);
    checked.use_up(&mut change);
    change.must_change(crate::bind!(store::DELETE_CHALLENGE, row.id));
    let session = start_verified_session(&mut change, request, row.of_user(), checked.method()).await?;
    let me = session.commit(edge, change).await.map_err(second_factors::used_as_invalid_code)?;
    cookie::CHALLENGE.clear(edge);
    passed.reset().await;
    Ok(me)
}

async fn record_failure(request: &BrowserRequest, error: Error, row: &Row, method: FactorMethod) -> Error {
    second_factors::record_failure(error, request.change_by(&row.user_id), &row.user_id, method).await
}

async fn find(edge: &Edge, token: Option<&str>) -> Result<Row, Error> {
    let token = token.ok_or(ConflictCode::SignInExpired)?;
    let statement = crate::bind!(store::SELECT_CHALLENGE, token_hash(token), edge.now(), MAX_ATTEMPTS);
    let row: Option<Row> = edge.database()?.first(statement).await?;
    Ok(row.ok_or(ConflictCode::SignInExpired)?)
}
