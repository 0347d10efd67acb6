//! Authorization requests: what they ask for, and their answer, a code at the app's redirect URI.
//!
//! Nobody is sent to a redirect URI before it is known to be the app's. Whatever is wrong before that is shown on our own
//! page; what is wrong after it is the app's to know.

mod request;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{AuthorizationCodeId, MembershipId, OAuthConsentId};
use steward_kernel::permission::{Permission, Role};
use steward_kernel::redirect_uri;
use steward_kernel::signature::token_hash;
use steward_kernel::time::{MINUTE, SECOND};

use self::request::{Details, Refusal, Request, answer_url, page_url, returned_query};
use super::model::{Approved, AuthorizationPrompt};
use super::scopes::Scopes;
use super::store;
use crate::edge::Edge;
use crate::edge::response::Response;
use crate::identity::scope::{Caller, UserOnly};
use crate::platform::change::{AuditEvent, Change, Tenant};

/// How long a code is valid.
const CODE_LIFETIME_MS: i64 = MINUTE;

#[derive(FromJson)]
struct MemberRow {
    membership_id: MembershipId,
    role: Role,
    organization_name: String,
    consented_scopes: Option<String>,
    #[serde(deserialize_with = "flag")]
    is_factor_missing: bool,
}

/// A member of the app's organization.
struct Member {
    id: MembershipId,
    organization_name: String,
    /// The scopes that they have allowed the app.
    consented: Scopes,
}

impl Member {
    async fn find(caller: &Caller, request: &Request) -> Result<Self, Error> {
        let client = &request.client;
        let now = caller.edge.now();
        let statement = crate::bind!(store::SELECT_MEMBER, client.organization_id, caller.user_id, client.id, now);
        let row: Option<MemberRow> = caller.edge.database()?.first(statement).await?;
        let row = row.filter(|row| Permission::OrganizationView.allows(row.role)).ok_or(Error::Conflict(
            "This app is only for the members of its organization: sign in with another account.",
        ))?;
        if row.is_factor_missing {
            return Err(Error::SecondFactorRequired);
        }
        let consented = Scopes::stored(row.consented_scopes.as_deref().unwrap_or_default());
        Ok(Self { id: row.membership_id, organization_name: row.organization_name, consented })
    }
}

/// Whether the user has to prove who they are before the request can be answered.
fn is_sign_in_due(caller: &Caller, details: &Details) -> bool {
    let confirmed_at = caller.confirmed_at.unwrap_or_default();
    let is_too_old = details.max_age_seconds.is_some_and(|max| caller.edge.now() - confirmed_at > max * SECOND);
    // a request without a time did not come from our own start of it
    let is_before = details.needs_sign_in && details.login_after.is_none_or(|after| confirmed_at < after);
    is_too_old || is_before
}

/// Why the request cannot be answered without asking the user: the error for `prompt=none` (OpenID Connect Core, 3.1.2.6).
async fn find_silently(
    caller: &Caller,
    request: &Request,
    details: &Details,
) -> Result<Result<Member, &'static str>, Error> {
    if is_sign_in_due(caller, details) {
        return Ok(Err("login_required"));
    }
    let member = match Member::find(caller, request).await {
        Ok(member) => member,
        Err(Error::Conflict(_)) => return Ok(Err("access_denied")),
        Err(Error::SecondFactorRequired) => return Ok(Err("interaction_required")),
        Err(error) => return Err(error),
    };
    // only the app itself gets an answer without a look at it
    let is_itself = request.client.is_confidential() || redirect_uri::is_claimed(&request.redirect_uri);
    let is_remembered = details.scopes.is_within(&member.consented);
    Ok(if details.asks || !is_itself || !is_remembered { Err("consent_required") } else { Ok(member) })
}

/// Answers an authorization request of a browser: with a redirect to the app, or to the page that asks the user.
///
/// # Errors
/// [`Error::RateLimited`]; [`Error::Database`].
pub async fn begin(edge: &Edge, query: &str, user: Result<UserOnly, Error>) -> Result<Response, Error> {
    let request = match Request::read(edge, query).await {
        Ok(request) => request,
        Err(Error::Validation(_)) => return Ok(Response::see_other(page_url(edge, query, false)?)),
        Err(error) => return Err(error),
    };
    let details = match &request.details {
        Ok(details) => details,
        Err(refusal) => return request.refuse(edge, refusal),
    };
    let found = match user {
        Ok(caller) => find_silently(&caller, &request, details).await?.map(|member| (caller, member)),
        Err(error @ (Error::RateLimited { .. } | Error::Database(_) | Error::Internal(_))) => return Err(error),
        Err(_) => Err("login_required"),
    };
    match found {
        Ok((caller, member)) => Ok(Response::see_other(issue(&caller, &request, details, &member, false).await?)),
        Err(error) if details.is_silent => {
            request.refuse(edge, &Refusal(error, "The user has to sign in or to be asked."))
        }
        Err(_) => Ok(Response::see_other(page_url(edge, query, details.needs_sign_in)?)),
    }
}

impl Request {
    /// Sends the user to the app with an error.
    fn refuse(&self, edge: &Edge, refusal: &Refusal) -> Result<Response, Error> {
        Ok(Response::see_other(self.refusal_url(edge, refusal)?))
    }

    fn refusal_url(&self, edge: &Edge, Refusal(error, description): &Refusal) -> Result<String, Error> {
        let pairs = [("error", *error), ("error_description", *description)];
        answer_url(edge, &self.redirect_uri, self.state.as_deref(), &pairs)
    }

    fn details(&self) -> Result<&Details, Error> {
        self.details.as_ref().map_err(|Refusal(_, description)| Error::field("request", *description))
    }
}

/// What an authorization request asks the caller for.
///
/// # Errors
/// [`Error::Validation`] for what is wrong with the request; [`Error::Conflict`] for a user who is no member.
pub async fn describe(caller: &Caller, returned: &str) -> Result<AuthorizationPrompt, Error> {
    let edge = &caller.edge;
    let request = Request::read(edge, &returned_query(returned)?).await?;
    let details = request.details()?;
    let member = Member::find(caller, &request).await?;
    let denied = Refusal("access_denied", "The user has denied the request.");
    let new = details.scopes.names().into_iter().filter(|scope| !member.consented.contains(scope)).collect();
    Ok(AuthorizationPrompt {
        denied_url: request.refusal_url(edge, &denied)?,
        destination: request.destination().to_owned(),
        scopes: details.scopes.names(),
        new_scopes: new,
        organization_name: member.organization_name,
        client_id: request.client.id,
        client_name: request.client.name,
    })
}

/// Allows what an authorization request asks for, and returns where the user goes on.
///
/// # Errors
/// As [`describe`]; [`Error::StepUpRequired`] when the app asks for a new sign-in, or for more than the user's identity.
pub async fn approve(caller: &Caller, returned: &str) -> Result<Approved, Error> {
    let request = Request::read(&caller.edge, &returned_query(returned)?).await?;
    let details = request.details()?;
    let member = Member::find(caller, &request).await?;
    if is_sign_in_due(caller, details) {
        return Err(Error::StepUpRequired);
    }
    if details.scopes.give_access() {
        caller.must_have_confirmed()?;
    }
    Ok(Approved { redirect_url: issue(caller, &request, details, &member, true).await? })
}

/// Writes a code, with the consent where the user was asked for it, and returns the redirect URI with it.
async fn issue(
    caller: &Caller,
    request: &Request,
    details: &Details,
    member: &Member,
    is_asked: bool,
) -> Result<String, Error> {
    let (edge, now) = (&*caller.edge, caller.edge.now());
    let code = URL_SAFE_NO_PAD.encode(edge.random::<32>());
    let client = &request.client;
    let mut change = Change::by(edge, caller.origin(), Tenant::organization(&client.organization_id));
    if is_asked {
        let scopes = member.consented.together(&details.scopes);
        let id = edge.id(OAuthConsentId::new);
        change.run(crate::bind!(store::SAVE_CONSENT, id, client.id, member.id, caller.user_id, scopes.text(), now,));
        let event = AuditEvent::new("authorization.approve", "oauth_client", &client.id)
            .before(json!({ "scopes": member.consented.names() }))
            .after(json!({ "name": client.name, "scopes": scopes.names() }));
        change.audit(&event);
    }
    change.must_change(crate::bind!(
        store::INSERT_CODE,
        client.id,
        member.id,
        edge.id(AuthorizationCodeId::new),
        token_hash(&code),
        caller.session_id()?,
        request.redirect_uri,
        details.code_challenge,
        details.scopes.text(),
        details.resource,
        details.nonce,
        caller.confirmed_at.unwrap_or_default(),
        now + CODE_LIFETIME_MS,
        now,
    ));
    change.commit().await?;
    answer_url(edge, &request.redirect_uri, request.state.as_deref(), &[("code", &code)])
}
