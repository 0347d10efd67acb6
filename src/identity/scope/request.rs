//! Anybody: what a request shows before it is known who sends it.

use axum::extract::FromRequestParts;
use http::Method;
use http::header::{ORIGIN, USER_AGENT};
use http::request::Parts;
use steward_kernel::error::Error;
use steward_kernel::id::RequestId;
use worker::send::SendWrapper;

use crate::edge::Edge;
use crate::edge::bridge::Failure;
use crate::edge::extract::{header, incoming};
use crate::identity::credential::{Credential, is_authorized_by_header};
use crate::identity::session::Token;
use crate::platform::audit::{Actor, Origin};

/// Anybody, signed in or not.
pub struct BrowserRequest {
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

impl BrowserRequest {
    /// Reads a request that a browser may have sent on behalf of somebody: it must come from our own pages.
    pub(super) fn read(parts: &Parts) -> Result<Self, Error> {
        let request = Self::read_from_anywhere(parts)?;
        if !is_authorized_by_header(&parts.headers) {
            check_origin(parts, &request.edge)?;
        }
        Ok(request)
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

impl FromRequestParts<()> for BrowserRequest {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &()) -> Result<Self, Failure> {
        Ok(Self::read(parts)?)
    }
}

/// Anybody from anywhere: for programs that have no cookie and no origin. No cookie may be read or set with it.
pub struct ApiRequest(pub BrowserRequest);

impl std::ops::Deref for ApiRequest {
    type Target = BrowserRequest;

    fn deref(&self) -> &BrowserRequest {
        &self.0
    }
}

impl FromRequestParts<()> for ApiRequest {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &()) -> Result<Self, Failure> {
        Ok(Self(BrowserRequest::read_from_anywhere(parts)?))
    }
}

/// A browser names the page that a request comes from; whatever changes something, or opens a socket, must come from
/// our own. `SameSite=Lax` alone lets sibling domains through.
fn check_origin(parts: &Parts, edge: &Edge) -> Result<(), Error> {
    let upgrades = !header(&parts.headers, "upgrade").is_empty();
    if matches!(parts.method, Method::GET | Method::HEAD) && !upgrades {
        return Ok(());
    }
    let public = edge.public_url()?;
    let origin = header(&parts.headers, ORIGIN.as_str());
    let same =
        if origin.is_empty() { header(&parts.headers, "sec-fetch-site") == "same-origin" } else { origin == public };
    if same { Ok(()) } else { Err(Error::OriginRefused) }
}
