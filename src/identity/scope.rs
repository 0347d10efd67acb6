//! The scope of a request: who calls, where, and that they may. Each handler takes one of these; public ones take
//! [`Visitor`]. One SQL statement resolves session, user, membership and estate together.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use http::Method;
use http::header::{ORIGIN, USER_AGENT};
use http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use steward_kernel::error::Error;
use steward_kernel::id::{ApiKeyId, EstateId, MembershipId, OrganizationId, RequestId, SessionId, TypeId, UserId};
use steward_kernel::permission::{Permission, Reach, Refusal, Role};
use steward_kernel::time::MINUTE;
use worker::send::{SendFuture, SendWrapper};

use super::administrators;
use super::credential::{Credential, is_authorized_by_header};
use super::may::May;
use super::model::UserRole;
use super::session::{LIFETIME_MS, REFRESH_MS, Token};
use super::store;
use crate::audit::{Actor, Origin};
use crate::edge::bridge::Failure;
use crate::edge::database::{Statement, flag};
use crate::edge::extract::{header, incoming, path_parameter};
use crate::edge::{Edge, log};
use crate::limits;

/// When somebody was last seen is written at most this often.
const PRESENCE_MS: i64 = MINUTE;

/// Anybody, signed in or not.
pub struct Visitor {
    /// The platform.
    pub edge: SendWrapper<Edge>,
    /// The request's id.
    pub request_id: RequestId,
    /// From where.
    pub ip_address: Option<String>,
    /// Where that is, as the platform knows it: `Berlin, DE`.
    pub place: Option<String>,
    /// With what.
    pub user_agent: String,
    /// What came along to be let in; whether it is worth anything is not yet known.
    pub credential: Option<SendWrapper<Credential>>,
}

impl Visitor {
    /// Reads a request that a browser may have sent on behalf of somebody: it must come from our own pages.
    fn read(parts: &Parts) -> Result<Self, Error> {
        let visitor = Self::read_from_anywhere(parts)?;
        if !is_authorized_by_header(&parts.headers) {
            check_origin(parts, &visitor.edge)?;
        }
        Ok(visitor)
    }

    fn read_from_anywhere(parts: &Parts) -> Result<Self, Error> {
        let incoming = incoming(parts)?;
        let text = |name| Some(header(&parts.headers, name)).filter(|text| !text.is_empty());
        let place = [text("cf-ipcity"), text("cf-ipcountry")].into_iter().flatten().collect::<Vec<_>>().join(", ");
        Ok(Self {
            credential: Credential::of_request(&parts.headers, &incoming.edge).map(SendWrapper),
            edge: incoming.edge,
            request_id: incoming.request_id,
            ip_address: text("cf-connecting-ip").map(ToOwned::to_owned),
            place: Some(place).filter(|place| !place.is_empty()),
            user_agent: header(&parts.headers, USER_AGENT.as_str()).chars().take(USER_AGENT_CHARACTERS).collect(),
        })
    }

    /// The session's cookie, if one came along.
    #[must_use]
    pub fn cookie(&self) -> Option<&Token> {
        match self.credential.as_deref() {
            Some(Credential::Cookie(token)) => Some(token),
            _ => None,
        }
    }

    /// For the audit log: that actor, in this request.
    #[must_use]
    pub fn origin(&self, actor: Actor) -> Origin {
        Origin {
            actor,
            ip_address: self.ip_address.clone(),
            user_agent: Some(self.user_agent.clone()).filter(|text| !text.is_empty()),
            request_id: Some(self.request_id.clone()),
        }
    }
}

/// Characters of a `User-Agent` that are kept.
const USER_AGENT_CHARACTERS: usize = 300;

impl FromRequestParts<()> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &()) -> Result<Self, Failure> {
        Ok(Self::read(parts)?)
    }
}

/// Anybody from anywhere: for programs that have no cookie and no origin. No cookie may be read or set with it.
pub struct Stranger(pub Visitor);

impl std::ops::Deref for Stranger {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.0
    }
}

impl FromRequestParts<()> for Stranger {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &()) -> Result<Self, Failure> {
        Ok(Self(Visitor::read_from_anywhere(parts)?))
    }
}

/// A browser names the page that a request comes from; whatever changes something, or opens a socket, must come from
/// our own. `SameSite=Lax` alone lets sibling domains through.
fn check_origin(parts: &Parts, edge: &Edge) -> Result<(), Error> {
    let upgrades = !header(&parts.headers, "upgrade").is_empty();
    if matches!(parts.method, Method::GET | Method::HEAD) && !upgrades {
        return Ok(());
    }
    let public = edge.variable("PUBLIC_URL")?;
    let origin = header(&parts.headers, ORIGIN.as_str());
    let same = if origin.is_empty() {
        header(&parts.headers, "sec-fetch-site") == "same-origin"
    } else {
        origin == public.trim_end_matches('/')
    };
    if same { Ok(()) } else { Err(Error::OriginRefused) }
}

/// What the scope's statement finds. Columns of a session are absent for a key, and the other way round.
#[derive(Deserialize)]
struct Row {
    session_id: Option<SessionId>,
    refreshed_at: Option<i64>,
    impersonated_by: Option<UserId>,
    key_id: Option<ApiKeyId>,
    key_scopes: Option<String>,
    key_last_used_at: Option<i64>,
    user_id: UserId,
    user_name: String,
    user_role: UserRole,
    user_email: String,
    #[serde(deserialize_with = "flag")]
    user_email_verified: bool,
    user_last_seen_at: Option<i64>,
    role: Option<Role>,
    membership_id: Option<MembershipId>,
    organization_id: Option<OrganizationId>,
    organization_name: Option<String>,
    estate_id: Option<EstateId>,
    estate_name: Option<String>,
    #[serde(deserialize_with = "flag")]
    estate_granted: bool,
}

/// Who calls and where, in one statement, whatever the credential.
async fn resolve(visitor: &Visitor, estate: Option<&str>, organization: Option<&str>) -> Result<Row, Error> {
    let edge = &visitor.edge;
    let now = edge.now();
    let statement = match visitor.credential.as_deref() {
        Some(Credential::Cookie(token)) => {
            crate::bind!(store::SELECT_SCOPE_BY_COOKIE, token.hash(), estate, organization, now)
        }
        Some(Credential::AccessToken(session_id)) => {
            crate::bind!(store::SELECT_SCOPE_BY_SESSION, session_id, estate, organization, now)
        }
        Some(Credential::ApiKey(hash)) => crate::bind!(store::SELECT_SCOPE_BY_KEY, hash, estate, organization, now),
        Some(Credential::Unknown) | None => return Err(Error::Unauthenticated),
    };
    let row: Option<Row> = edge.database()?.first(statement).await?;
    let row = row.ok_or(Error::Unauthenticated)?;
    let subject = row.session_id.as_ref().map(AsRef::as_ref).or(row.key_id.as_ref().map(AsRef::as_ref));
    limits::api(edge, subject.unwrap_or_default()).await?;
    if let (Some(token), Some(session_id), Some(refreshed_at), None) =
        (visitor.cookie(), &row.session_id, row.refreshed_at, &row.impersonated_by)
    {
        refresh(edge, token, session_id, refreshed_at);
    }
    note_presence(edge, &row);
    Ok(row)
}

/// Moves a session that is used forward, once a day, after the response. One of an impersonation never moves.
pub fn refresh(edge: &Edge, token: &Token, session_id: &SessionId, refreshed_at: i64) {
    let now = edge.now();
    if now - refreshed_at < REFRESH_MS {
        return;
    }
    token.set(edge);
    afterwards(edge, crate::bind!(store::REFRESH_SESSION, session_id, refreshed_at, now + LIFETIME_MS, now));
}

/// Writes down that somebody, or a key, was there, once a minute, after the response.
fn note_presence(edge: &Edge, row: &Row) {
    let now = edge.now();
    let is_due = |last: Option<i64>| last.is_none_or(|last| now - last >= PRESENCE_MS);
    if let Some(key_id) = &row.key_id {
        if is_due(row.key_last_used_at) {
            afterwards(edge, crate::bind!(store::NOTE_KEY_USE, key_id, now, now - PRESENCE_MS));
        }
    } else if row.impersonated_by.is_none() && is_due(row.user_last_seen_at) {
        afterwards(edge, crate::bind!(store::NOTE_PRESENCE, row.user_id, now, now - PRESENCE_MS));
    }
}

/// Runs a statement that may get lost, after the response.
fn afterwards(edge: &Edge, statement: Statement) {
    let background = edge.clone();
    edge.spawn(async move {
        let ran = match background.uncounted_database() {
            Ok(database) => database.run(statement).await.map(|_| ()),
            Err(error) => Err(error),
        };
        if let Err(error) = ran {
            log::error("a session or a presence was not written", &[("error", format!("{error:?}").into())]);
        }
    });
}

/// By what somebody was let in.
#[derive(Debug, Clone)]
pub enum Means {
    /// A session, of a browser or an API client.
    Session(SessionId),
    /// An API key, with what it may do.
    ApiKey {
        /// Which.
        id: ApiKeyId,
        /// What it may do, at most.
        scopes: Vec<Permission>,
    },
}

impl Means {
    fn of(row: &Row) -> Result<Self, Error> {
        if let Some(id) = &row.session_id {
            return Ok(Self::Session(id.clone()));
        }
        let id = row.key_id.clone().ok_or_else(|| Error::internal("neither a session nor a key"))?;
        let names: Vec<String> = read_list(row.key_scopes.as_deref().unwrap_or("[]"))?;
        Ok(Self::ApiKey { id, scopes: names.iter().filter_map(|name| Permission::named(name)).collect() })
    }

    /// Whether the permission is within reach: of a person always, of a key where it is one of its scopes.
    fn reaches(&self, permission: Permission) -> bool {
        match self {
            Self::Session(_) => true,
            Self::ApiKey { scopes, .. } => permission.reach() == Reach::ByKey && scopes.contains(&permission),
        }
    }
}

fn read_list<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, Error> {
    steward_kernel::json::read(text).map_err(Error::internal)
}

/// Somebody who was let in: by a session, or within one organization by an API key, which acts as its maker.
pub struct Caller {
    /// The platform.
    pub edge: SendWrapper<Edge>,
    /// Who.
    pub user_id: UserId,
    /// As they want to be called.
    pub user_name: String,
    /// Where mail reaches them; lower case.
    pub user_email: String,
    /// Whether that was proven.
    pub user_email_verified: bool,
    /// By what.
    pub means: Means,
    /// On the platform.
    pub user_role: UserRole,
    /// The administrator who acts in their place.
    pub impersonated_by: Option<UserId>,
    /// From where.
    pub ip_address: Option<String>,
    /// Where that is.
    pub place: Option<String>,
    /// With what.
    pub user_agent: String,
    /// In which request.
    pub request_id: RequestId,
    /// Whether the credential was the cookie.
    pub has_cookie: bool,
}

impl Caller {
    fn of(visitor: Visitor, row: &Row) -> Result<Self, Error> {
        let is_named = administrators::is_named(&visitor.edge, &row.user_email, row.user_email_verified);
        Ok(Self {
            means: Means::of(row)?,
            has_cookie: visitor.cookie().is_some(),
            edge: visitor.edge,
            user_id: row.user_id.clone(),
            user_name: row.user_name.clone(),
            user_email: row.user_email.clone(),
            user_email_verified: row.user_email_verified,
            user_role: if is_named { UserRole::Admin } else { row.user_role },
            impersonated_by: row.impersonated_by.clone(),
            ip_address: visitor.ip_address,
            place: visitor.place,
            user_agent: visitor.user_agent,
            request_id: visitor.request_id,
        })
    }

    /// The session.
    ///
    /// # Errors
    /// [`Error::ApiKeyRefused`] for a key, which has none.
    pub fn session_id(&self) -> Result<&SessionId, Error> {
        match &self.means {
            Means::Session(id) => Ok(id),
            Means::ApiKey { .. } => Err(Error::ApiKeyRefused),
        }
    }

    /// That it is the user, and no administrator in their place.
    ///
    /// # Errors
    /// [`Error::ActingForSomebody`].
    pub const fn must_be_the_user(&self) -> Result<(), Error> {
        if self.impersonated_by.is_some() { Err(Error::ActingForSomebody) } else { Ok(()) }
    }

    /// For the audit log.
    #[must_use]
    pub fn origin(&self) -> Origin {
        let user_id = self.user_id.clone();
        let actor = match &self.means {
            Means::Session(_) => Actor::User { id: user_id, impersonated_by: self.impersonated_by.clone() },
            Means::ApiKey { id, .. } => Actor::ApiKey { id: id.clone(), user_id },
        };
        Origin {
            actor,
            ip_address: self.ip_address.clone(),
            user_agent: Some(self.user_agent.clone()).filter(|text| !text.is_empty()),
            request_id: Some(self.request_id.clone()),
        }
    }
}

/// Somebody who is signed in, as a person: an API key is refused.
pub struct SignedIn(Caller);

impl std::ops::Deref for SignedIn {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

impl FromRequestParts<()> for SignedIn {
    type Rejection = Failure;

    fn from_request_parts(parts: &mut Parts, _: &()) -> impl Future<Output = Result<Self, Failure>> + Send {
        SendFuture::new(async move {
            let visitor = Visitor::read(parts)?;
            let row = resolve(&visitor, None, None).await?;
            let caller = Caller::of(visitor, &row)?;
            caller.session_id()?;
            Ok(Self(caller))
        })
    }
}

/// An administrator of the platform.
pub struct Administrator(SignedIn);

impl std::ops::Deref for Administrator {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

impl FromRequestParts<()> for Administrator {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &()) -> Result<Self, Failure> {
        let caller = SignedIn::from_request_parts(parts, state).await?;
        match caller.user_role {
            UserRole::Admin if caller.impersonated_by.is_none() => Ok(Self(caller)),
            _ => Err(Failure(Error::AdministratorsOnly)),
        }
    }
}

/// A member who may do `P` in the organization that the path names.
pub struct InOrganization<P> {
    /// Who.
    pub caller: Caller,
    /// Where.
    pub organization_id: OrganizationId,
    /// What it is called.
    pub organization_name: String,
    /// By which membership.
    pub membership_id: MembershipId,
    /// As what.
    pub role: Role,
    permission: PhantomData<P>,
}

/// A member who may do `P` in the estate that the path names.
pub struct InEstate<P> {
    /// Who.
    pub caller: Caller,
    /// In which organization.
    pub organization_id: OrganizationId,
    /// What that is called.
    pub organization_name: String,
    /// Where.
    pub estate_id: EstateId,
    /// What it is called.
    pub estate_name: String,
    /// As what.
    pub role: Role,
    permission: PhantomData<P>,
}

/// Lets a member through whose role has the permission. For everybody else there is nothing here.
fn permit<P: May>(role: Option<Role>, means: &Means) -> Result<Role, Error> {
    let role = role.ok_or(Error::NotFound)?;
    let permission = P::PERMISSION;
    if !permission.allows(role) {
        // without the right to see it, there is nothing to be refused either
        let hidden = permission.refusal() == Refusal::Hidden || matches!(role, Role::Guest | Role::External);
        return Err(if hidden { Error::NotFound } else { Error::PermissionDenied(permission) });
    }
    if means.reaches(permission) { Ok(role) } else { Err(Error::PermissionDenied(permission)) }
}

impl<P: May> FromRequestParts<()> for InOrganization<P> {
    type Rejection = Failure;

    fn from_request_parts(parts: &mut Parts, state: &()) -> impl Future<Output = Result<Self, Failure>> + Send {
        SendFuture::new(async move {
            let visitor = Visitor::read(parts)?;
            let id = path_parameter(parts, state, "organizationId").await?;
            let id = OrganizationId::parse(&id).map_err(|_| Error::NotFound)?;
            let row = resolve(&visitor, None, Some(id.as_ref())).await?;
            let caller = Caller::of(visitor, &row)?;
            let role = permit::<P>(row.role, &caller.means)?;
            let (Some(organization_id), Some(organization_name), Some(membership_id)) =
                (row.organization_id, row.organization_name, row.membership_id)
            else {
                return Err(Error::NotFound.into());
            };
            Ok(Self { caller, organization_id, organization_name, membership_id, role, permission: PhantomData })
        })
    }
}

impl<P: May> FromRequestParts<()> for InEstate<P> {
    type Rejection = Failure;

    fn from_request_parts(parts: &mut Parts, state: &()) -> impl Future<Output = Result<Self, Failure>> + Send {
        SendFuture::new(async move {
            let visitor = Visitor::read(parts)?;
            let id = path_parameter(parts, state, "estateId").await?;
            let id = EstateId::parse(&id).map_err(|_| Error::NotFound)?;
            let row = resolve(&visitor, Some(id.as_ref()), None).await?;
            let caller = Caller::of(visitor, &row)?;
            if row.role == Some(Role::Guest) && !row.estate_granted {
                return Err(Error::NotFound.into());
            }
            let role = permit::<P>(row.role, &caller.means)?;
            let (Some(organization_id), Some(organization_name), Some(estate_id), Some(estate_name)) =
                (row.organization_id, row.organization_name, row.estate_id, row.estate_name)
            else {
                return Err(Error::NotFound.into());
            };
            Ok(Self {
                caller,
                organization_id,
                organization_name,
                estate_id,
                estate_name,
                role,
                permission: PhantomData,
            })
        })
    }
}
