//! The users' own authorizations of the App. What a user may list and connect is asked with the user's own token: an
//! installation can read more than each person who can see it.

use std::time::Duration;

use serde_json::json;
use steward_durable_objects::advisory_locker::{Acquisition, AdvisoryLockerClient};
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::id::{AccountId, UserId};
use steward_kernel::permission::CredentialKind;
use steward_kernel::time::{MINUTE, SECOND};

use super::client::{self, User, UserTokens};
use crate::edge::Edge;
use crate::edge::database::{Outcome, Statement};
use crate::identity::connections::{self, ProviderAccount, StoredAccount};
use crate::identity::scope::Caller;
use crate::platform::change::{AuditEvent, Change};

/// The provider of authorizations in the account table; `account_id` is GitHub's id of the account. A user has one.
pub const PROVIDER: &str = "github-user";
/// A token that expires within this time is replaced, so that none expires while it is used.
const MARGIN_MS: i64 = 5 * MINUTE;
/// The lock of a replacement expires after this time.
const LOCK_TTL_MS: i64 = 30 * SECOND;
/// How often, and after which pause, another request's replacement is waited for.
const WAITS: usize = 40;
const PAUSE: Duration = Duration::from_millis(250);

/// A user's authorization, with a token that is valid for some minutes.
pub struct Authorization {
    token: String,
    account: StoredAccount,
}

/// The statement that selects the authorization of a user.
#[must_use]
pub fn select(user_id: &UserId) -> Statement {
    connections::select_account(user_id, PROVIDER)
}

/// Reads the result of [`select`]. An administrator who impersonates the user does not act with the user's authorization.
///
/// # Errors
/// [`ConflictCode::GitHubAuthorizationRequired`] when there is none; [`Error::ExternalApi`].
pub async fn read(caller: &Caller, outcome: &Outcome) -> Result<Authorization, Error> {
    let edge = &caller.edge;
    let account: StoredAccount = outcome.first()?.ok_or(ConflictCode::GitHubAuthorizationRequired)?;
    if caller.credential_kind() == CredentialKind::Impersonation {
        return Err(ConflictCode::GitHubAuthorizationRequired.into());
    }
    if is_fresh(&account, edge.now()) { opened(edge, account) } else { replaced(edge, &caller.user_id).await }
}

fn is_fresh(account: &StoredAccount, now: i64) -> bool {
    account.access_token_expires_at.is_none_or(|at| at > now + MARGIN_MS)
}

fn opened(edge: &Edge, account: StoredAccount) -> Result<Authorization, Error> {
    let token = account.access_token(edge)?.ok_or(ConflictCode::GitHubAuthorizationRequired)?;
    Ok(Authorization { token, account })
}

/// Replaces the tokens by the refresh token, which works once: one request at a time does it, and the others wait.
async fn replaced(edge: &Edge, user_id: &UserId) -> Result<Authorization, Error> {
    let lock = AdvisoryLockerClient::new(edge.env(), &format!("{PROVIDER}:{user_id}")).map_err(Error::internal)?;
    for _ in 0..WAITS {
        if let Acquisition::Acquired { token, .. } =
            lock.try_acquire(PROVIDER, LOCK_TTL_MS).await.map_err(Error::internal)?
        {
            let result = replace(edge, user_id).await;
            lock.release(token).await.map_err(Error::internal)?;
            return result;
        }
        edge.pause(PAUSE).await;
    }
    Err(Error::ExternalApi { service: "github", detail: "another request is replacing the user's tokens".to_owned() })
}

async fn replace(edge: &Edge, user_id: &UserId) -> Result<Authorization, Error> {
    let account: Option<StoredAccount> = edge.database()?.first(select(user_id)).await?;
    let account = account.ok_or(ConflictCode::GitHubAuthorizationRequired)?;
    if is_fresh(&account, edge.now()) {
        return opened(edge, account);
    }
    let tokens = match account.refresh_token(edge)? {
        Some(token) => client::refresh(edge, &token).await?,
        None => None,
    };
    let Some(tokens) = tokens else {
        edge.database()?.run(account.delete()).await?;
        return Err(ConflictCode::GitHubAuthorizationRequired.into());
    };
    let access = (tokens.access_token.as_str(), ends_at(edge, tokens.expires_in));
    let refresh = (tokens.refresh_token.as_deref(), ends_at(edge, tokens.refresh_token_expires_in));
    edge.database()?.run(account.renew(edge, access, refresh)?).await?;
    let account = edge.database()?.first(select(user_id)).await?.ok_or(ConflictCode::GitHubAuthorizationRequired)?;
    opened(edge, account)
}

fn ends_at(edge: &Edge, seconds: Option<i64>) -> Option<i64> {
    seconds.map(|seconds| edge.now().saturating_add(seconds.saturating_mul(SECOND)))
}

impl Authorization {
    /// The user's token.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.token
    }

    /// Forgets the authorization when the result of a call says that GitHub does not accept it, and returns the result.
    ///
    /// # Errors
    /// That of the call; [`Error::Database`].
    pub async fn settle<T>(&self, edge: &Edge, result: Result<T, Error>) -> Result<T, Error> {
        if matches!(result, Err(Error::ConflictCode(ConflictCode::GitHubAuthorizationRequired))) {
            edge.database()?.run(self.account.delete()).await?;
        }
        result
    }
}

/// Adds a user's authorization to a change, in place of an earlier one, with its audit event.
///
/// # Errors
/// [`Error::Internal`] when the key ring has no key.
pub fn keep(change: &mut Change, user_id: &UserId, user: &User, tokens: &UserTokens) -> Result<(), Error> {
    let edge = change.edge().clone();
    let id = edge.id(AccountId::new);
    let account_id = user.id.to_string();
    let account = ProviderAccount {
        id: &id,
        user_id,
        provider_id: PROVIDER,
        account_id: &account_id,
        label: Some(&user.login),
        access_token: Some(&tokens.access_token),
        refresh_token: tokens.refresh_token.as_deref(),
        access_token_expires_at: ends_at(&edge, tokens.expires_in),
        refresh_token_expires_at: ends_at(&edge, tokens.refresh_token_expires_in),
        scope: "",
    };
    connections::replace_account(change, &account)?;
    let event = AuditEvent::new("integrations.authorizeGithub", "account", &id);
    change.audit(&event.after(json!({ "githubId": account_id, "login": user.login })));
    Ok(())
}
