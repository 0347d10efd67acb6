//! What somebody's coming back from a provider leads to: a session, a new user, or a new way to sign in.

use serde::Deserialize;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::{AccountId, UserId};
use steward_kernel::input;
use steward_kernel::sealing::AssociatedData;
use steward_kernel::time::SECOND;

use super::Problem;
use super::exchange::Tokens;
use super::provider::{Identity, Provider};
use super::store;
use crate::edge::Edge;
use crate::edge::database::{Outcome, Statement, assert_changed, flag, is_precondition_failed, violates};
use crate::identity::scope::{BrowserRequest, Caller};
use crate::identity::service::{Newcomer, arrive};
use crate::identity::session::{SessionKind, new_session};
use crate::platform::audit::{self, Actor, Entry, Origin};
use crate::platform::mail;
use crate::platform::outbox::{self, Event};

/// Of two that come at once the slower looks again.
const TRIES: u32 = 3;

/// Why somebody does not get in.
pub enum Stop {
    /// The page says it.
    Problem(Problem),
    /// The log says it; the page only that it did not work.
    Failed(Error),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Who came, by which provider, with what.
pub struct Arrival {
    /// By which provider.
    pub provider: Provider,
    /// Who.
    pub identity: Identity,
    /// What the provider gave for them.
    pub tokens: Tokens,
}

#[derive(Deserialize)]
struct AccountRow {
    account_id: AccountId,
    user_id: UserId,
    #[serde(deserialize_with = "flag")]
    is_banned: bool,
}

#[derive(Deserialize)]
struct UserRow {
    user_id: UserId,
    #[serde(deserialize_with = "flag")]
    email_verified: bool,
    #[serde(deserialize_with = "flag")]
    is_bot: bool,
    #[serde(deserialize_with = "flag")]
    is_banned: bool,
}

/// Whether somebody else was faster, so that it is to be looked at again.
fn lost_a_race(stop: &Stop) -> bool {
    matches!(stop, Stop::Failed(error)
        if violates(error, "account.provider_id") || violates(error, "user.email") || is_precondition_failed(error))
}

impl Arrival {
    /// Signs in, by the account or, where provider and platform have both proven it, by the address; or signs up. The
    /// session is in the cookie then.
    ///
    /// # Errors
    /// [`Stop`].
    pub async fn sign_in(&self, request: &BrowserRequest) -> Result<(), Stop> {
        let mut tries = 1;
        loop {
            match self.try_to_sign_in(request).await {
                Err(stop) if tries < TRIES && lost_a_race(&stop) => tries += 1,
                done => return done,
            }
        }
    }

    async fn try_to_sign_in(&self, request: &BrowserRequest) -> Result<(), Stop> {
        let edge = &request.edge;
        let (account, user) = self.find(edge).await?;
        if let Some(account) = account {
            if account.is_banned {
                return Err(Problem::Banned.into());
            }
            let statements = vec![self.update(edge, &account.account_id, &account.user_id)?, assert_changed()];
            return self.let_in(request, &account.user_id, statements, Vec::new(), "signed_in").await;
        }
        // What nobody has proven says nothing, not even whether there is such an account.
        let email = self.identity.email.as_deref().filter(|_| self.identity.email_verified);
        let email = email.ok_or(Problem::EmailUnverified)?;
        if let Some(user) = user {
            if !user.email_verified || user.is_bot {
                return Err(Problem::AccountExists.into());
            }
            if user.is_banned {
                return Err(Problem::Banned.into());
            }
            let account_id = edge.id(AccountId::new);
            let statements = vec![self.insert(edge, &account_id, &user.user_id, Some(email))?, assert_changed()];
            let events = vec![mail::request(mail::Kind::NewSignInMethod, account_id.as_ref())];
            return self.let_in(request, &user.user_id, statements, events, "linked").await;
        }
        let user_id = edge.id(UserId::new);
        let origin = request.origin(Actor::User { id: user_id.clone(), impersonated_by: None });
        let newcomer = Newcomer { user_id: &user_id, name: &self.name(email), email, invitation: None };
        let made = arrive(edge, &origin, &newcomer).await?;
        let mut statements = made.statements;
        statements.push(self.insert(edge, &edge.id(AccountId::new), &user_id, None)?);
        self.let_in(request, &user_id, statements, made.events, "signed_up").await
    }

    /// Whose the account is, and whose the address.
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

    /// What a new user is called: as the provider says, else by the address.
    fn name(&self, email: &str) -> String {
        let given = self.identity.name.as_deref().map(|name| name.chars().take(100).collect::<String>());
        let named = given.and_then(|name| input::name("name", &name).ok());
        named.unwrap_or_else(|| email.split('@').next().unwrap_or_default().to_owned())
    }

    /// One batch: what makes the way in, the session, the audit row and the events.
    async fn let_in(
        &self,
        request: &BrowserRequest,
        user_id: &UserId,
        mut statements: Vec<Statement>,
        events: Vec<Event>,
        outcome: &'static str,
    ) -> Result<(), Stop> {
        let edge = &request.edge;
        let session = new_session(request, user_id, SessionKind::Browser);
        let origin = request.origin(Actor::User { id: user_id.clone(), impersonated_by: None });
        let recorded = outbox::record(edge, events);
        statements.push(session.statement.clone());
        statements.push(self.audit(edge, &origin, user_id, outcome));
        statements.extend(recorded.statements.iter().cloned());
        edge.database()?.batch(statements).await?;
        session.set_cookie(edge);
        outbox::dispatch(edge, recorded);
        Ok(())
    }

    /// Adds the account to the ways in which somebody who is signed in can sign in.
    ///
    /// # Errors
    /// [`Stop`].
    pub async fn link(&self, caller: &Caller) -> Result<(), Stop> {
        let mut tries = 1;
        loop {
            match self.try_to_link(caller).await {
                Err(stop) if tries < TRIES && lost_a_race(&stop) => tries += 1,
                done => return done,
            }
        }
    }

    async fn try_to_link(&self, caller: &Caller) -> Result<(), Stop> {
        let edge = &caller.edge;
        let user_id = &caller.user_id;
        let (account, _) = self.find(edge).await?;
        let mut events = Vec::new();
        let mut statements = match account {
            Some(account) if account.user_id != *user_id => return Err(Problem::LinkedElsewhere.into()),
            Some(account) => vec![self.update(edge, &account.account_id, user_id)?, assert_changed()],
            None => {
                let account_id = edge.id(AccountId::new);
                events.push(mail::request(mail::Kind::NewSignInMethod, account_id.as_ref()));
                vec![self.insert(edge, &account_id, user_id, None)?]
            }
        };
        let recorded = outbox::record(edge, events);
        statements.push(self.audit(edge, &caller.origin(), user_id, "linked"));
        statements.extend(recorded.statements.iter().cloned());
        edge.database()?.batch(statements).await?;
        outbox::dispatch(edge, recorded);
        Ok(())
    }

    fn audit(&self, edge: &Edge, origin: &Origin, user_id: &UserId, outcome: &'static str) -> Statement {
        let entry = Entry {
            action: "auth.finishOAuth",
            organization_id: None,
            estate_id: None,
            resource_type: "user",
            resource_id: user_id.as_ref(),
            detail: json!({ "provider": self.provider, "outcome": outcome }),
        };
        audit::record(edge, origin, &entry)
    }

    /// A new account; with an address only as long as that is the user's and proven.
    fn insert(
        &self,
        edge: &Edge,
        account_id: &AccountId,
        user_id: &UserId,
        address: Option<&str>,
    ) -> Result<Statement, Error> {
        let sealed = Sealed::of(edge, account_id, &self.tokens)?;
        let (Identity { account_id: there, label, .. }, now) = (&self.identity, edge.now());
        let Sealed { access_token, refresh_token, ends_at } = sealed;
        let scope = &self.tokens.scope;
        Ok(match address {
            None => crate::bind!(
                store::INSERT_ACCOUNT,
                account_id,
                user_id,
                self.provider,
                there,
                label,
                access_token,
                refresh_token,
                ends_at,
                scope,
                now
            ),
            Some(address) => crate::bind!(
                store::INSERT_ACCOUNT_BY_ADDRESS,
                account_id,
                user_id,
                self.provider,
                there,
                label,
                access_token,
                refresh_token,
                ends_at,
                scope,
                now,
                address
            ),
        })
    }

    fn update(&self, edge: &Edge, account_id: &AccountId, user_id: &UserId) -> Result<Statement, Error> {
        let Sealed { access_token, refresh_token, ends_at } = Sealed::of(edge, account_id, &self.tokens)?;
        let (label, scope, now) = (&self.identity.label, &self.tokens.scope, edge.now());
        Ok(crate::bind!(
            store::UPDATE_ACCOUNT,
            account_id,
            user_id,
            label,
            access_token,
            refresh_token,
            ends_at,
            scope,
            now
        ))
    }
}

/// A provider's tokens as they are kept.
struct Sealed {
    access_token: String,
    refresh_token: Option<String>,
    ends_at: Option<i64>,
}

impl Sealed {
    fn of(edge: &Edge, account_id: &AccountId, tokens: &Tokens) -> Result<Self, Error> {
        let keys = edge.key_ring()?;
        let seal = |column, secret: &str| {
            let associated_data = AssociatedData { table: "account", column, row: account_id.as_ref() };
            keys.seal(associated_data, secret, edge.random()).map_err(Error::internal)
        };
        let now = edge.now();
        Ok(Self {
            access_token: seal("access_token_sealed", &tokens.access_token)?,
            refresh_token: tokens
                .refresh_token
                .as_deref()
                .map(|token| seal("refresh_token_sealed", token))
                .transpose()?,
            ends_at: tokens.expires_in.map(|seconds| now.saturating_add(seconds.saturating_mul(SECOND))),
        })
    }
}
