//! Deleting an organization and restoring it. A deleted organization exists for nobody, but its rows are kept for 14
//! days, in which an owner can restore it.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, OrganizationId};
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::permission::Permission;
use steward_kernel::time::{DAY, Timestamp};

use super::events::{OrganizationChanged, OrganizationClosed};
use super::model::{DeletedOrganization, Organization};
use super::purge::MAX_ESTATES;
use super::{service, store};
use crate::edge::database::{Outcome, is_precondition_failed};
use crate::identity::permission::DeleteOrganization;
use crate::identity::scope::{Caller, InOrganization};
use crate::organizations::estates::events::EstateClosed;
use crate::platform::change::{AuditEvent, Change, Tenant};

/// How long a deleted organization can be restored.
pub const RETENTION_MS: i64 = 14 * DAY;

#[derive(FromJson)]
struct Row {
    name: String,
    slug: String,
}

#[derive(FromJson)]
struct EstateRow {
    id: EstateId,
}

/// Deletes an organization, which can be restored for 14 days; `confirmation` is its slug.
///
/// # Errors
/// [`Error::Validation`] when the confirmation does not match; [`Error::Conflict`] when it changed at the same time, and
/// with more than a thousand estates.
pub async fn delete(scope: &InOrganization<DeleteOrganization>, confirmation: &str) -> Result<(), Error> {
    let (caller, id) = (&scope.caller, &scope.organization_id);
    let statements =
        vec![crate::bind!(store::SELECT_FOR_DELETION, id), crate::bind!(store::LIST_ESTATES, id, MAX_ESTATES + 1)];
    let outcomes = caller.edge.database()?.batch(statements).await?;
    let row: Row = outcomes.first().map(Outcome::first).transpose()?.flatten().ok_or(Error::NotFound)?;
    let estates: Vec<EstateRow> = outcomes.get(1).map(Outcome::rows).transpose()?.unwrap_or_default();
    if estates.len() > MAX_ESTATES {
        return Err(Error::Conflict("The organization has more than 1,000 estates: delete some of them first."));
    }
    if confirmation.trim() != row.slug {
        return Err(Error::field("confirmation", "Type the organization's slug to confirm."));
    }
    let now = caller.edge.now();
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(store::CLOSE, id, row.slug, caller.user_id, now));
    let before = json!({ "name": row.name, "slug": row.slug, "estates": estates.len() });
    let after = json!({ "restorableUntil": Timestamp(now + RETENTION_MS) });
    change.audit(&AuditEvent::new("organization.delete", "organization", id).before(before).after(after));
    change.emit(&OrganizationClosed {});
    for EstateRow { id: estate_id } in estates {
        change.set_tenant(Tenant::estate(id, &estate_id));
        change.emit(&EstateClosed { estate_id });
    }
    match change.commit().await {
        Err(error) if is_precondition_failed(&error) => {
            let organization = service::get(caller, id).await?;
            Err(if organization.role == scope.role {
                Error::Conflict("The organization changed at the same time: reload it and try again.")
            } else {
                Error::PermissionDenied(Permission::OrganizationDelete)
            })
        }
        committed => committed,
    }
}

/// Lists the deleted organizations that the caller owned and can restore, oldest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(caller: &Caller, page: &PageQuery) -> Result<Page<DeletedOrganization>, Error> {
    let limit = page.limit()?;
    let after = page.after()?.unwrap_or_default();
    let since = caller.edge.now() - RETENTION_MS;
    let statement = crate::bind!(store::LIST_DELETED, caller.user_id, after, limit + 1, since, RETENTION_MS);
    let rows: Vec<DeletedOrganization> = caller.edge.database()?.all(statement).await?;
    Ok(Page::new(rows, limit, |row| row.id.to_string()))
}

/// Restores a deleted organization that the caller owned. Repeating it has no effect.
///
/// # Errors
/// [`Error::NotFound`] for another organization, and after 14 days.
pub async fn restore(caller: &Caller, id: &OrganizationId) -> Result<Organization, Error> {
    let since = caller.edge.now() - RETENTION_MS;
    let mut change = Change::new(caller);
    change.set_tenant(Tenant::organization(id));
    change.must_change(crate::bind!(store::RESTORE, id, caller.user_id, caller.edge.now(), since));
    let event = AuditEvent::new("organization.restore", "organization", id);
    change.audit(&event.after(json!({ "restorableUntil": null })));
    change.emit(&OrganizationChanged {});
    match change.commit().await {
        // restored before, which the membership decides
        Err(error) if is_precondition_failed(&error) => {}
        committed => committed?,
    }
    service::get(caller, id).await
}
