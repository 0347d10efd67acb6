//! A request before its credential is resolved.

use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::id::{RequestId, UserId};
use worker::send::SendWrapper;

use super::authenticate::person;
use super::caller::Caller;
use crate::api::{Argument, Audience, Input, Needs, header};
use crate::edge::Edge;
use crate::edge::bridge::{Head, Incoming};
use crate::identity::sessions::CookieTokens;
use crate::identity::sessions::credential::{Credential, is_authorized_by_header};
use crate::identity::sessions::known_browser::KnownBrowser;
use crate::platform::audit::{Actor, Origin};
use crate::platform::change::{Change, Tenant};

/// A request that a browser may have sent, signed in or not. A request that changes something must come from our own
/// pages.
pub struct BrowserRequest {
    pub edge: SendWrapper<Edge>,
    pub request_id: RequestId,
    pub ip_address: Option<String>,
    /// The location of the IP address according to Cloudflare: `Berlin, DE`.
    pub location: Option<String>,
    pub user_agent: String,
    pub known_browser: KnownBrowser,
    /// The user whom the page of the request shows.
    page_user: Option<String>,
    /// Not yet resolved: it may be expired or revoked.
    pub credential: Option<SendWrapper<Credential>>,
}

impl BrowserRequest {
    /// Reads a request and checks its origin, unless an `Authorization` header shows that no browser added a cookie.
    pub(super) fn read(head: &Head, incoming: &Incoming) -> Result<Self, Error> {
        if !is_authorized_by_header(&head.headers) {
            check_origin(head, &incoming.edge)?;
        }
        Ok(Self::read_from_anywhere(head, incoming))
    }

    fn read_from_anywhere(head: &Head, incoming: &Incoming) -> Self {
        let text = |name| Some(header(&head.headers, name)).filter(|text| !text.is_empty());
        let location = [text("cf-ipcity"), text("cf-ipcountry")].into_iter().flatten().collect::<Vec<_>>().join(", ");
        Self {
            credential: Credential::of_request(&head.headers, &incoming.edge).map(SendWrapper),
            known_browser: KnownBrowser::of_request(&head.headers, &incoming.edge),
            edge: incoming.edge.clone(),
            request_id: incoming.request_id.clone(),
            ip_address: ip_address(head).map(ToOwned::to_owned),
            page_user: text(PAGE_USER).map(ToOwned::to_owned),
            location: Some(location).filter(|location| !location.is_empty()),
            user_agent: header(&head.headers, "user-agent").chars().take(MAX_USER_AGENT_CHARACTERS).collect(),
        }
    }

    /// The tokens of the session cookies, if they are the credential.
    #[must_use]
    pub fn cookie(&self) -> Option<&CookieTokens> {
        match self.credential.as_deref() {
            Some(Credential::Cookie(tokens)) => Some(tokens),
            _ => None,
        }
    }

    /// Refuses the cookie of another user than the one whom the page shows: the browser has switched to another account.
    ///
    /// # Errors
    /// [`ConflictCode::AccountSwitched`].
    pub fn must_be_of_page(&self, user_id: &UserId) -> Result<(), Error> {
        match &self.page_user {
            Some(shown) if self.cookie().is_some() && shown != user_id.as_ref() => {
                Err(ConflictCode::AccountSwitched.into())
            }
            _ => Ok(()),
        }
    }

    /// The origin of an actor's changes in this request, for the audit log.
    #[must_use]
    pub fn origin(&self, actor: Actor) -> Origin {
        Origin {
            actor,
            ip_address: self.ip_address.clone(),
            user_agent: Some(self.user_agent.clone()).filter(|text| !text.is_empty()),
            request_id: Some(self.request_id.clone()),
        }
    }

    /// A change by a user who has just signed in.
    #[must_use]
    pub fn change_by(&self, user_id: &UserId) -> Change {
        let actor = Actor::User { id: user_id.clone(), impersonated_by: None };
        Change::by(&self.edge, self.origin(actor), Tenant::NONE)
    }

    /// A change by an unauthenticated actor.
    #[must_use]
    pub fn anonymous_change(&self) -> Change {
        Change::by(&self.edge, self.origin(Actor::System("anonymous")), Tenant::NONE)
    }
}

/// The address that Cloudflare received the request from.
pub(super) fn ip_address(head: &Head) -> Option<&str> {
    Some(header(&head.headers, "cf-connecting-ip")).filter(|text| !text.is_empty())
}

/// The header in which our own pages name the user whom they show.
const PAGE_USER: &str = "x-steward-user";

/// Longer `User-Agent` headers are truncated.
const MAX_USER_AGENT_CHARACTERS: usize = 300;

impl Argument for BrowserRequest {
    const NEEDS: Needs = Needs::audience(Audience::Browser);

    fn take(input: &mut Input) -> Result<Self, Error> {
        Self::read(&input.head, &input.incoming)
    }
}

/// A request of a signed-in person. Its handler looks the session up with its own statement, and answers 401
/// where there is none and 403 to an API key.
pub struct SessionRequest(pub BrowserRequest);

impl std::ops::Deref for SessionRequest {
    type Target = BrowserRequest;

    fn deref(&self) -> &BrowserRequest {
        &self.0
    }
}

impl Argument for SessionRequest {
    const NEEDS: Needs = Needs::audience(Audience::Session);

    fn take(input: &mut Input) -> Result<Self, Error> {
        BrowserRequest::take(input).map(Self)
    }
}

/// A request from any origin. Its handler reads or sets a cookie only for a request from one of our own pages.
pub struct ApiRequest {
    request: BrowserRequest,
    /// Whether a page of this site sent it.
    pub is_from_own_page: bool,
}

impl ApiRequest {
    /// The person whose cookie or access token authenticates the request.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::ApiKeyRefused`]; [`Error::OriginRefused`] for a cookie from another page.
    pub async fn person(self) -> Result<Caller, Error> {
        if self.request.cookie().is_some() && !self.is_from_own_page {
            return Err(Error::OriginRefused);
        }
        person(self.request).await
    }
}

impl std::ops::Deref for ApiRequest {
    type Target = BrowserRequest;

    fn deref(&self) -> &BrowserRequest {
        &self.request
    }
}

impl Argument for ApiRequest {
    const NEEDS: Needs = Needs::audience(Audience::Anyone);

    fn take(input: &mut Input) -> Result<Self, Error> {
        let is_from_own_page = match check_origin(&input.head, &input.incoming.edge) {
            Ok(()) => true,
            Err(Error::OriginRefused) => false,
            Err(error) => return Err(error),
        };
        let request = BrowserRequest::read_from_anywhere(&input.head, &input.incoming);
        Ok(Self { request, is_from_own_page })
    }
}

/// Rejects a request that changes something, or opens a socket, and comes from a page of another origin. The cookie's
/// `SameSite=Lax` alone allows sibling domains. A page with `Referrer-Policy: no-referrer` sends the origin `null`
/// (Fetch, "append a request `Origin` header"); only the browser itself can set `Sec-Fetch-Site`.
fn check_origin(head: &Head, edge: &Edge) -> Result<(), Error> {
    let upgrades = !header(&head.headers, "upgrade").is_empty();
    if matches!(head.method.as_str(), "GET" | "HEAD") && !upgrades {
        return Ok(());
    }
    let public = edge.public_url()?;
    let origin = header(&head.headers, "origin");
    let same = match origin {
        "" | "null" => header(&head.headers, "sec-fetch-site") == "same-origin",
        origin => origin == public,
    };
    if same { Ok(()) } else { Err(Error::OriginRefused) }
}
