//! The scope of a request: who calls, where, and that they may. Each handler takes one of these; public ones take
//! [`Visitor`]. One SQL statement resolves session, user, membership and estate together.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use http::Method;
use http::header::{ORIGIN, USER_AGENT};
use http::request::Parts;
use serde::Deserialize;
use steward_kernel::error::Error;
use steward_kernel::id::{EstateId, OrganizationId, RequestId, SessionId, TypeId, UserId};
use steward_kernel::permission::{Refusal, Role};
use worker::send::{SendFuture, SendWrapper};

use super::may::May;
use super::model::UserRole;
use super::session::{LIFETIME_MS, REFRESH_MS, Token};
use super::store;
use crate::audit::{Actor, Origin};
use crate::edge::bridge::Failure;
use crate::edge::extract::{header, incoming, path_parameter};
use crate::edge::{Edge, log};

/// Anybody, signed in or not.
pub struct Visitor {
    /// The platform.
    pub edge: SendWrapper<Edge>,
    /// The request's id.
    pub request_id: RequestId,
    /// From where.
    pub ip_address: Option<String>,
    /// With what.
    pub user_agent: String,
    /// The session's token, if a cookie came along; whether it is worth anything is not yet known.
    pub token: Option<SendWrapper<Token>>,
}

impl Visitor {
    fn read(parts: &Parts) -> Result<Self, Error> {
        let incoming = incoming(parts)?;
        check_origin(parts, &incoming.edge)?;
        let ip_address = Some(header(&parts.headers, "cf-connecting-ip")).filter(|text| !text.is_empty());
        Ok(Self {
            token: Token::of_request(&parts.headers, &incoming.edge).map(SendWrapper),
            edge: incoming.edge,
            request_id: incoming.request_id,
            ip_address: ip_address.map(ToOwned::to_owned),
            user_agent: header(&parts.headers, USER_AGENT.as_str()).to_owned(),
        })
    }

    /// For the audit log: that actor, in this request.
    #[must_use]
    pub fn origin(&self, actor: Actor) -> Origin {
        Origin { actor, ip_address: self.ip_address.clone(), request_id: Some(self.request_id.clone()) }
    }
}

impl FromRequestParts<()> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &()) -> Result<Self, Failure> {
        Ok(Self::read(parts)?)
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

#[derive(Deserialize)]
struct Row {
    session_id: SessionId,
    refreshed_at: i64,
    impersonated_by: Option<UserId>,
    user_id: UserId,
    user_name: String,
    user_role: UserRole,
    role: Option<Role>,
    organization_id: Option<OrganizationId>,
    organization_name: Option<String>,
    estate_id: Option<EstateId>,
    estate_name: Option<String>,
}

async fn resolve(visitor: &Visitor, estate: Option<&str>, organization: Option<&str>) -> Result<Row, Error> {
    let token = visitor.token.as_ref().ok_or(Error::Unauthenticated)?;
    let edge = &visitor.edge;
    let statement = crate::bind!(store::SELECT_SCOPE, token.hash(), estate, organization, edge.now());
    let row: Option<Row> = edge.database()?.first(statement).await?;
    let row = row.ok_or(Error::Unauthenticated)?;
    refresh(edge, token, &row.session_id, row.refreshed_at);
    Ok(row)
}

/// Moves a session that is used forward, once a day, after the response.
pub fn refresh(edge: &Edge, token: &Token, session_id: &SessionId, refreshed_at: i64) {
    let now = edge.now();
    if now - refreshed_at < REFRESH_MS {
        return;
    }
    token.set(edge);
    let background = edge.clone();
    let statement = crate::bind!(store::REFRESH_SESSION, session_id, refreshed_at, now + LIFETIME_MS, now);
    edge.spawn(async move {
        let refreshed = match background.database() {
            Ok(database) => database.run(statement).await.map(|_| ()),
            Err(error) => Err(error),
        };
        if let Err(error) = refreshed {
            log::error("a session was not refreshed", &[("error", format!("{error:?}").into())]);
        }
    });
}

/// Somebody who is signed in.
pub struct SignedIn {
    /// The platform.
    pub edge: SendWrapper<Edge>,
    /// Who.
    pub user_id: UserId,
    /// As they want to be called.
    pub user_name: String,
    /// By which session.
    pub session_id: SessionId,
    /// On the platform.
    pub user_role: UserRole,
    impersonated_by: Option<UserId>,
    ip_address: Option<String>,
    request_id: RequestId,
}

impl SignedIn {
    fn of(visitor: Visitor, row: &Row) -> Self {
        Self {
            edge: visitor.edge,
            user_id: row.user_id.clone(),
            user_name: row.user_name.clone(),
            session_id: row.session_id.clone(),
            user_role: row.user_role,
            impersonated_by: row.impersonated_by.clone(),
            ip_address: visitor.ip_address,
            request_id: visitor.request_id,
        }
    }

    /// For the audit log.
    #[must_use]
    pub fn origin(&self) -> Origin {
        Origin {
            actor: Actor::User { id: self.user_id.clone(), impersonated_by: self.impersonated_by.clone() },
            ip_address: self.ip_address.clone(),
            request_id: Some(self.request_id.clone()),
        }
    }
}

impl FromRequestParts<()> for SignedIn {
    type Rejection = Failure;

    fn from_request_parts(parts: &mut Parts, _: &()) -> impl Future<Output = Result<Self, Failure>> + Send {
        SendFuture::new(async move {
            let visitor = Visitor::read(parts)?;
            let row = resolve(&visitor, None, None).await?;
            Ok(Self::of(visitor, &row))
        })
    }
}

/// An administrator of the platform.
pub struct Administrator(SignedIn);

impl std::ops::Deref for Administrator {
    type Target = SignedIn;

    fn deref(&self) -> &SignedIn {
        &self.0
    }
}

impl FromRequestParts<()> for Administrator {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &()) -> Result<Self, Failure> {
        let caller = SignedIn::from_request_parts(parts, state).await?;
        match caller.user_role {
            UserRole::Admin => Ok(Self(caller)),
            UserRole::User => Err(Failure(Error::AdministratorsOnly)),
        }
    }
}

/// A member who may do `P` in the organization that the path names.
pub struct InOrganization<P> {
    /// Who.
    pub caller: SignedIn,
    /// Where.
    pub organization_id: OrganizationId,
    /// What it is called.
    pub organization_name: String,
    /// As what.
    pub role: Role,
    permission: PhantomData<P>,
}

/// A member who may do `P` in the estate that the path names.
pub struct InEstate<P> {
    /// Who.
    pub caller: SignedIn,
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
fn permit<P: May>(role: Option<Role>) -> Result<Role, Error> {
    let role = role.ok_or(Error::NotFound)?;
    let permission = P::PERMISSION;
    if permission.allows(role) {
        return Ok(role);
    }
    // without the right to see it, there is nothing to be refused either
    let hidden = permission.refusal() == Refusal::Hidden || matches!(role, Role::Guest | Role::External);
    Err(if hidden { Error::NotFound } else { Error::PermissionDenied(permission) })
}

impl<P: May> FromRequestParts<()> for InOrganization<P> {
    type Rejection = Failure;

    fn from_request_parts(parts: &mut Parts, state: &()) -> impl Future<Output = Result<Self, Failure>> + Send {
        SendFuture::new(async move {
            let visitor = Visitor::read(parts)?;
            let id = path_parameter(parts, state, "organizationId").await?;
            let id = OrganizationId::parse(&id).map_err(|_| Error::NotFound)?;
            let row = resolve(&visitor, None, Some(id.as_ref())).await?;
            let role = permit::<P>(row.role)?;
            let caller = SignedIn::of(visitor, &row);
            let (Some(organization_id), Some(organization_name)) = (row.organization_id, row.organization_name) else {
                return Err(Error::NotFound.into());
            };
            Ok(Self { caller, organization_id, organization_name, role, permission: PhantomData })
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
            let role = permit::<P>(row.role)?;
            let caller = SignedIn::of(visitor, &row);
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
