//! Asking to join an organization, and withdrawing it.

use serde_json::json;
use steward_kernel::domain;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{JoinRequestId, OrganizationId, UserId};
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::signature::token_hash;
use steward_kernel::time::DAY;

use super::events::JoinRequestsChanged;
use super::mails;
use super::model::{JoinableOrganization, MyJoinRequest};
use super::store;
use crate::edge::database::is_precondition_failed;
use crate::identity::scope::Caller;
use crate::organizations::organizations::service;
use crate::platform::change::{AuditEvent, Change, Tenant};
use crate::platform::limits::{self, Rule};
use crate::platform::mail::MailRequested;

/// How long a person whose request was declined cannot ask again.
const DECLINED_MS: i64 = 30 * DAY;

const IS_MEMBER: Error = Error::Conflict("You are already a member of this organization.");

/// What entitles a person to ask.
enum Entitlement<'a> {
    /// The token of the organization's link.
    Link(&'a str),
    /// The verified domain of the person's proven address.
    Domain(&'a str),
}

#[derive(FromJson)]
struct LinkedRow {
    id: OrganizationId,
    #[serde(flatten)]
    shown: JoinableOrganization,
}

#[derive(FromJson)]
struct OrganizationRow {
    id: OrganizationId,
}

#[derive(FromJson)]
struct OwnRow {
    status: String,
    #[serde(flatten)]
    request: MyJoinRequest,
}

/// Finds the organization of a link, and counts wrong tokens by IP address.
async fn find(caller: &Caller, token: &str) -> Result<LinkedRow, Error> {
    let passed = limits::attempt(&caller.edge, &[Rule::CodeAddress(caller.ip_address.as_deref())]).await?;
    let statement = crate::bind!(store::SELECT_BY_LINK, token_hash(token), caller.user_id);
    let found: Option<LinkedRow> = caller.edge.database()?.first(statement).await?;
    let found = found.ok_or(Error::NotFound)?;
    passed.reset().await;
    Ok(found)
}

/// Returns the organization of a link.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::RateLimited`] after 20 wrong tokens in an hour.
pub async fn show(caller: &Caller, token: &str) -> Result<JoinableOrganization, Error> {
    Ok(find(caller, token).await?.shown)
}

/// Asks to join the organization of a link. Repeating it returns the pending request.
///
/// # Errors
/// As [`show`]; [`ConflictCode::EmailUnverified`]; [`Error::Conflict`] for a member, and for 30 days after a
/// request was declined; [`Error::RateLimited`] after ten requests in an hour.
pub async fn by_link(caller: &Caller, token: &str) -> Result<MyJoinRequest, Error> {
    let LinkedRow { id, shown } = find(caller, token).await?;
    if shown.is_member {
        return Err(IS_MEMBER);
    }
    if !caller.user_email_verified {
        return Err(ConflictCode::EmailUnverified.into());
    }
    ask(caller, &id, &Entitlement::Link(token)).await
}

/// Asks to join the organization that has verified the domain of the caller's proven address. Repeating it returns the
/// pending request.
///
/// # Errors
/// [`Error::NotFound`] for another organization, and for one whose domain admits without asking; as [`by_link`].
pub async fn by_domain(caller: &Caller, organization_id: &OrganizationId) -> Result<MyJoinRequest, Error> {
    let domain = domain::of_email(&caller.user_email).filter(|_| caller.user_email_proven).unwrap_or_default();
    let found: Option<OrganizationRow> =
        caller.edge.database()?.first(crate::bind!(store::SELECT_BY_DOMAIN, domain)).await?;
    if found.is_none_or(|found| found.id != *organization_id) {
        // only a member may learn that there is such an organization
        service::get(caller, organization_id).await?;
        return Err(IS_MEMBER);
    }
    ask(caller, organization_id, &Entitlement::Domain(&domain)).await
}

#[derive(FromJson)]
struct DeciderRow {
    user_id: UserId,
}

async fn ask(
    caller: &Caller,
    organization_id: &OrganizationId,
    entitlement: &Entitlement<'_>,
) -> Result<MyJoinRequest, Error> {
    let edge = &caller.edge;
    let own = || crate::bind!(store::SELECT_OWN, caller.user_id, organization_id);
    let before: Option<OwnRow> = edge.database()?.first(own()).await?;
    if let Some(before) = before.filter(|before| before.status == "pending") {
        return Ok(before.request);
    }
    let _ = limits::attempt(edge, &[Rule::JoinRequest(caller.user_id.as_ref())]).await?;
    let deciders: Vec<DeciderRow> = edge.database()?.all(crate::bind!(store::LIST_DECIDERS, organization_id)).await?;
    let (token, domain) = match entitlement {
        Entitlement::Link(token) => (Some(token_hash(token)), None),
        Entitlement::Domain(domain) => (None, Some(*domain)),
    };
    let (id, now) = (edge.id(JoinRequestId::new), edge.now());
    let mut change = Change::new(caller);
    change.set_tenant(Tenant::organization(organization_id));
    change.must_change(crate::bind!(
        store::INSERT,
        id,
        organization_id,
        caller.user_id,
        now,
        token,
        domain,
        now - DECLINED_MS
    ));
    let after = json!({ "status": "pending", "domain": domain });
    change.audit(&AuditEvent::new("joinRequest.create", "join_request", &id).after(after));
    change.emit(&JoinRequestsChanged {});
    for DeciderRow { user_id } in deciders {
        change.emit(&MailRequested::new(mails::JOIN_REQUESTED, format!("{id}/{user_id}")));
    }
    match change.commit_and_read(own()).await {
        Ok(outcome) => outcome.first::<OwnRow>()?.map(|row| row.request).ok_or(Error::NotFound),
        Err(error) if is_precondition_failed(&error) => {
            let found: Option<OwnRow> = edge.database()?.first(own()).await?;
            match found {
                Some(found) if found.status == "pending" => Ok(found.request),
                Some(found) if found.status == "declined" => Err(Error::Conflict(
                    "Your request was declined: ask for an invitation, or ask again 30 days later.",
                )),
                _ => Err(IS_MEMBER),
            }
        }
        Err(error) => Err(error),
    }
}

/// Lists the caller's pending requests.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(caller: &Caller, page: &PageQuery) -> Result<Page<MyJoinRequest>, Error> {
    let limit = page.limit()?;
    let after = page.after()?.unwrap_or_default();
    let statement = crate::bind!(store::LIST_OWN, caller.user_id, after, limit + 1);
    let rows: Vec<MyJoinRequest> = caller.edge.database()?.all(statement).await?;
    Ok(Page::new(rows, limit, |row| row.id.to_string()))
}

#[derive(FromJson)]
struct WithdrawnRow {
    organization_id: OrganizationId,
}

/// Withdraws a request of the caller. Repeating it has no effect.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn withdraw(caller: &Caller, id: &JoinRequestId) -> Result<(), Error> {
    let statement = crate::bind!(store::SELECT_OWN_BY_ID, id, caller.user_id);
    let found: Option<WithdrawnRow> = caller.edge.database()?.first(statement).await?;
    let organization_id = found.ok_or(Error::NotFound)?.organization_id;
    let mut change = Change::new(caller);
    change.set_tenant(Tenant::organization(&organization_id));
    change.must_change(crate::bind!(store::WITHDRAW, id, caller.user_id, caller.edge.now()));
    let event = AuditEvent::new("joinRequest.withdraw", "join_request", id);
    change.audit(&event.before(json!({ "status": "pending" })).after(json!({ "status": "withdrawn" })));
    change.emit(&JoinRequestsChanged {});
    match change.commit().await {
        // decided or withdrawn before
        Err(error) if is_precondition_failed(&error) => Ok(()),
        committed => committed,
    }
}
