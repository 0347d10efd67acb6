//! Completes a login at a provider: a session, a new user, or a linked account.

use serde_json::json;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{AccountId, UserId};
use steward_kernel::input;
use steward_kernel::sealing::AssociatedData;
use steward_kernel::time::SECOND;

use super::exchange::Tokens;
use super::provider::{Identity, Provider};
use super::{CallbackError, Problem, store};
use crate::edge::Edge;
use crate::edge::database::{Outcome, Statement, is_precondition_failed, violates};
use crate::identity::hooks::{EmailProof, NewUser};
use crate::identity::mails;
use crate::identity::scope::{BrowserRequest, Caller};
use crate::identity::sessions::session::new_session;
use crate::identity::sessions::{SessionKind, known_browser};
use crate::identity::sign_in::{challenge, new_device};
use crate::identity::sign_up_gate;
use crate::identity::users::provision_user;
use crate::platform::change::{AuditEvent, Change, Tenant};
use crate::platform::mail::MailRequested;

/// The operation that completes a login.
const ACTION: &str = "auth.finishOAuth";

/// How often a login is tried after losing a race against another request.
const MAX_ATTEMPTS: u32 = 3;

/// An identity at a provider, with the provider's tokens for it.
pub struct OAuthLogin {
    pub provider: Provider,
    pub identity: Identity,
    pub tokens: Tokens,
}

/// The outcome of a login, for the audit log.
#[derive(Debug, Clone, Copy, serde::Serialize)]
#[serde(rename_all = "snake_case")]
enum LoginOutcome {
    SignedIn,
    SignedUp,
    Linked,
}

/// What a sign-in at a provider gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInStep {
    SignedIn,
    /// The browser has a challenge: the user has a second factor.
    SecondFactor,
}

#[derive(FromJson)]
struct AccountRow {
    account_id: AccountId,
    user_id: UserId,
    #[serde(deserialize_with = "flag")]
    is_banned: bool,
    #[serde(deserialize_with = "flag")]
    has_second_factor: bool,
}

#[derive(FromJson)]
struct UserRow {
    user_id: UserId,
    #[serde(deserialize_with = "flag")]
    email_verified: bool,
    #[serde(deserialize_with = "flag")]
    is_bot: bool,
    #[serde(deserialize_with = "flag")]
    is_banned: bool,
    #[serde(deserialize_with = "flag")]
    has_second_factor: bool,
}

/// Whether another request was faster. The next attempt then finds its rows.
fn lost_a_race(error: &CallbackError) -> bool {
    matches!(error, CallbackError::Failed(error)
        if violates(error, "account.provider_id") || violates(error, "user.email") || is_precondition_failed(error))
}

impl OAuthLogin {
    /// Signs in the user of the account or, when the provider is the authority for the address and the platform has
    /// verified it, of the email address; or signs up a new user, who joins by the invitation. Sets the session cookie, or
    /// that of a challenge for the second factor.
    ///
    /// # Errors
    /// [`CallbackError`].
    pub async fn sign_in(
        &self,
        request: &BrowserRequest,
        invitation: Option<&str>,
    ) -> Result<SignInStep, CallbackError> {
        let mut attempts = 1;
        loop {
            match self.try_to_sign_in(request, invitation).await {
                Err(error) if attempts < MAX_ATTEMPTS && lost_a_race(&error) => attempts += 1,
                done => return done,
            }
        }
    }

    async fn try_to_sign_in(
        &self,
        request: &BrowserRequest,
        invitation: Option<&str>,
    ) -> Result<SignInStep, CallbackError> {
        let edge = &request.edge;
        let (account, user) = self.find(edge).await?;
        if let Some(account) = account {
            if account.is_banned {
                return Err(Problem::Banned.into());
            }
            let mut change = request.change_by(&account.user_id);
            change.must_change(self.update_account(edge, &account.account_id, &account.user_id)?);
            if account.has_second_factor {
                challenge::commit(change, &account.user_id, ACTION).await?;
                return Ok(SignInStep::SecondFactor);
            }
            return self.start_session(change, request, &account.user_id, LoginOutcome::SignedIn).await;
        }
        // an unverified address reveals nothing, not even whether an account exists
        let email = self.identity.email.as_deref().filter(|_| self.identity.email_verified);
        let email = email.ok_or(Problem::EmailUnverified)?;
        if let Some(user) = user {
            if !user.email_verified || user.is_bot || !self.identity.is_email_authority {
                return Err(Problem::AccountExists.into());
            }
            if user.is_banned {
                return Err(Problem::Banned.into());
            }
            // nothing is linked before the second factor
            if user.has_second_factor {
                challenge::commit(request.change_by(&user.user_id), &user.user_id, ACTION).await?;
                return Ok(SignInStep::SecondFactor);
            }
            let account_id = edge.id(AccountId::new);
            let mut change = request.change_by(&user.user_id);
            change.must_change(self.insert_account(edge, &account_id, &user.user_id, Some(email))?);
            change.emit(&MailRequested::new(mails::NEW_SIGN_IN_METHOD, &account_id));
            return self.start_session(change, request, &user.user_id, LoginOutcome::Linked).await;
        }
        let user_id = edge.id(UserId::new);
        let mut change = request.change_by(&user_id);
        let name = self.name(email);
        let proof = if self.identity.is_email_authority { EmailProof::Proven } else { EmailProof::ByProvider };
        let new_user =
            NewUser { user_id: &user_id, name: &name, email, proof, invitation, is_invitation_required: false };
        match provision_user(&mut change, &new_user).await {
            Err(Error::ConflictCode(ConflictCode::Waitlisted)) => {
                let mut change = request.anonymous_change();
                sign_up_gate::join(&mut change, ACTION, email, &name).await?;
                change.commit().await?;
                return Err(Problem::Waitlisted.into());
            }
            Err(Error::ConflictCode(ConflictCode::SignUpRefused)) => return Err(Problem::SignUpRefused.into()),
            provisioned => provisioned?,
        };
        change.set_tenant(Tenant::NONE);
        change.run(self.insert_account(edge, &edge.id(AccountId::new), &user_id, None)?);
        self.start_session(change, request, &user_id, LoginOutcome::SignedUp).await
    }

    /// Finds the account of the identity, and the user with its email address.
    async fn find(&self, edge: &Edge) -> Result<(Option<AccountRow>, Option<UserRow>), Error> {
        let (now, identity) = (edge.now(), &self.identity);
        let statements = vec![
            crate::bind!(store::SELECT_ACCOUNT, self.provider, identity.account_id, now),
            crate::bind!(store::SELECT_USER, identity.email.as_deref().unwrap_or_default(), now),
        ];
        let outcomes = edge.database()?.batch(statements).await?;
        let account = outcomes.first().map(Outcome::first).transpose()?.flatten();
        Ok((account, outcomes.get(1).map(Outcome::first).transpose()?.flatten()))
    }

    /// The name for a new user: the one at the provider, else the local part of the address.
    fn name(&self, email: &str) -> String {
        let given = self.identity.name.as_deref().map(|name| name.chars().take(100).collect::<String>());
        let named = given.and_then(|name| input::name("name", &name).ok());
        named.unwrap_or_else(|| email.split('@').next().unwrap_or_default().to_owned())
    }

    /// Adds the session and the audit event, commits, and sets the cookie.
    async fn start_session(
        &self,
        mut change: Change,
        request: &BrowserRequest,
        user_id: &UserId,
        outcome: LoginOutcome,
    ) -> Result<SignInStep, CallbackError> {
        let session = new_session(request, user_id, SessionKind::Browser);
        change.run(session.insert.clone());
        self.audit(&mut change, user_id, outcome);
        let known = match outcome {
            LoginOutcome::SignedUp => self.identity.email.clone().unwrap_or_default(),
            LoginOutcome::SignedIn | LoginOutcome::Linked => {
                new_device::notify(&mut change, request, user_id, &session.id, self.provider.name()).await?
            }
        };
        change.commit().await?;
        session.set_cookie(&request.edge);
        known_browser::remember(&request.edge, &known);
        Ok(SignInStep::SignedIn)
    }

    /// Links the account to the caller.
    ///
    /// # Errors
    /// [`CallbackError`].
    pub async fn link(&self, caller: &Caller) -> Result<(), CallbackError> {
        let mut attempts = 1;
        loop {
            match self.try_to_link(caller).await {
                Err(error) if attempts < MAX_ATTEMPTS && lost_a_race(&error) => attempts += 1,
                done => return done,
            }
        }
    }

    async fn try_to_link(&self, caller: &Caller) -> Result<(), CallbackError> {
        let edge = &caller.edge;
        let user_id = &caller.user_id;
        let (account, _) = self.find(edge).await?;
        let mut change = Change::new(caller);
        match account {
            Some(account) if account.user_id != *user_id => return Err(Problem::LinkedElsewhere.into()),
            Some(account) => change.must_change(self.update_account(edge, &account.account_id, user_id)?),
            None => {
                let account_id = edge.id(AccountId::new);
                change.run(self.insert_account(edge, &account_id, user_id, None)?);
                change.emit(&MailRequested::new(mails::NEW_SIGN_IN_METHOD, &account_id));
            }
        }
        self.audit(&mut change, user_id, LoginOutcome::Linked);
        change.commit().await?;
        Ok(())
    }

    fn audit(&self, change: &mut Change, user_id: &UserId, outcome: LoginOutcome) {
        let after = json!({ "provider": self.provider, "outcome": outcome });
        change.audit(&AuditEvent::new(ACTION, "user", user_id).after(after));
    }

    /// Inserts an account; with `email`, only while that is the user's verified address.
    fn insert_account(
        &self,
        edge: &Edge,
        account_id: &AccountId,
        user_id: &UserId,
        email: Option<&str>,
    ) -> Result<Statement, Error> {
        let SealedTokens { access_token, refresh_token, expires_at } =
            SealedTokens::seal(edge, account_id, &self.tokens)?;
        let (Identity { account_id: provider_account_id, label, .. }, now) = (&self.identity, edge.now());
        let scope = &self.tokens.scope;
        Ok(match email {
            None => crate::bind!(
                store::INSERT_ACCOUNT,
                account_id,
                user_id,
                self.provider,
                provider_account_id,
                label,
                access_token,
                refresh_token,
                expires_at,
                scope,
                now
            ),
            Some(email) => crate::bind!(
                store::INSERT_ACCOUNT_BY_EMAIL,
                account_id,
                user_id,
                self.provider,
                provider_account_id,
                label,
                access_token,
                refresh_token,
                expires_at,
                scope,
                now,
                email
            ),
        })
    }

    fn update_account(&self, edge: &Edge, account_id: &AccountId, user_id: &UserId) -> Result<Statement, Error> {
        let SealedTokens { access_token, refresh_token, expires_at } =
            SealedTokens::seal(edge, account_id, &self.tokens)?;
        let (label, scope, now) = (&self.identity.label, &self.tokens.scope, edge.now());
        Ok(crate::bind!(
            store::UPDATE_ACCOUNT,
            account_id,
            user_id,
            label,
            access_token,
            refresh_token,
            expires_at,
            scope,
            now
        ))
    }
}

/// A provider's tokens in their stored form.
struct SealedTokens {
    access_token: String,
    refresh_token: Option<String>,
    expires_at: Option<i64>,
}

impl SealedTokens {
    fn seal(edge: &Edge, account_id: &AccountId, tokens: &Tokens) -> Result<Self, Error> {
        let ring = edge.key_ring()?;
        let seal = |column, secret: &str| {
            let associated_data = AssociatedData { table: "account", column, row: account_id.as_ref() };
            ring.seal(associated_data, secret, edge.random()).map_err(Error::internal)
        };
        let now = edge.now();
        Ok(Self {
            access_token: seal("access_token_sealed", &tokens.access_token)?,
            refresh_token: tokens
                .refresh_token
                .as_deref()
                .map(|token| seal("refresh_token_sealed", token))
                .transpose()?,
            expires_at: tokens.expires_in.map(|seconds| now.saturating_add(seconds.saturating_mul(SECOND))),
        })
    }
}
