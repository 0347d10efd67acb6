//! Deleting an organization for good. Its rows are deleted in one batch; consumers of the events delete the rest: the
//! objects and build managers of its estates, its logo and its sockets. Its slugs leave tombstones.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, OrganizationId, UserId};
use steward_kernel::signature::token_hash;

use super::deletion::RETENTION_MS;
use super::events::OrganizationDeleted;
use super::store;
use crate::edge::database::{Outcome, is_precondition_failed};
use crate::edge::{Edge, log};
use crate::organizations::estates::events::EstateDeleted;
use crate::platform::audit::Origin;
use crate::platform::change::{AuditEvent, Change, Tenant};
use crate::platform::files;
use crate::platform::schedule::Job;

/// The maximum of estates of an organization that is deleted in one step.
pub(super) const MAX_ESTATES: usize = 1_000;
/// The maximum of slugs that leave tombstones.
const MAX_SLUGS: usize = 1_000;
/// Organizations per run of the job.
const RUN_LIMIT: usize = 10;

/// Why an organization may be deleted for good.
#[derive(Debug, Clone, Copy)]
pub enum Reason<'a> {
    /// This user owns it.
    Owner(&'a UserId),
    /// It was deleted at this time or before, in milliseconds since 1970.
    DeletedBefore(i64),
}

/// The current state of an organization to delete.
#[derive(Debug)]
pub struct Purge {
    organization_id: OrganizationId,
    row: Row,
    estates: Vec<EstateId>,
    slugs: Vec<SlugRow>,
}

#[derive(Debug, FromJson)]
struct Row {
    name: String,
    slug: String,
    logo: Option<String>,
    stripe_customer_id: Option<String>,
}

#[derive(FromJson)]
struct EstateRow {
    id: EstateId,
}

#[derive(Debug, FromJson)]
struct SlugRow {
    slug: String,
}

impl Purge {
    /// Reads the data of the organization to delete.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] with more than a thousand estates.
    pub async fn prepare(edge: &Edge, organization_id: &OrganizationId) -> Result<Self, Error> {
        let statements = vec![
            crate::bind!(store::SELECT_FOR_PURGE, organization_id),
            crate::bind!(store::LIST_ESTATES, organization_id, MAX_ESTATES + 1),
            crate::bind!(store::LIST_SLUGS, organization_id, MAX_SLUGS),
        ];
        let outcomes = edge.database()?.batch(statements).await?;
        let row = outcomes.first().map(Outcome::first).transpose()?.flatten().ok_or(Error::NotFound)?;
        let estates = outcomes.get(1).map(Outcome::rows::<EstateRow>).transpose()?.unwrap_or_default();
        let slugs = outcomes.get(2).map(Outcome::rows).transpose()?.unwrap_or_default();
        if estates.len() > MAX_ESTATES {
            return Err(Error::Conflict("The organization has more than 1,000 estates: delete some of them first."));
        }
        let estates = estates.into_iter().map(|estate| estate.id).collect();
        Ok(Self { organization_id: organization_id.clone(), row, estates, slugs })
    }

    /// Adds the deletion to a change, audited as `action`. The organization becomes the change's tenant.
    ///
    /// The change fails with [`is_precondition_failed`] when the organization changed since [`Self::prepare`], or the
    /// reason no longer holds.
    pub fn add_to(self, change: &mut Change, action: &'static str, reason: Reason<'_>) {
        let Self { organization_id, row, estates, slugs } = self;
        let (owner, deleted_before) = match reason {
            Reason::Owner(owner) => (Some(owner), None),
            Reason::DeletedBefore(time) => (None, Some(time)),
        };
        let hashes: Vec<String> = slugs.iter().map(|row| token_hash(&row.slug)).collect();
        change.run(crate::bind!(store::ASSERT_ESTATES, organization_id, estates.len(), estates.last()));
        change.must_change(crate::bind!(store::DELETE, organization_id, row.slug, owner, deleted_before));
        let now = change.edge().now();
        change.run(crate::bind!(store::INSERT_TOMBSTONES, json!(hashes).to_string(), now));

        change.set_tenant(Tenant::organization(&organization_id));
        let before = json!({ "name": row.name, "slug": row.slug, "estates": estates.len() });
        change.audit(&AuditEvent::new(action, "organization", &organization_id).before(before));
        let stripe_customer_id = row.stripe_customer_id;
        change.emit(&OrganizationDeleted { organization_id: organization_id.clone(), stripe_customer_id });
        files::service::delete_after(change, row.logo.as_deref());
        for estate_id in estates {
            change.set_tenant(Tenant::estate(&organization_id, &estate_id));
            change.emit(&EstateDeleted { estate_id });
        }
        change.set_tenant(Tenant::organization(&organization_id));
    }
}

/// The periodic work of organizations.
pub const JOBS: &[Job] = &[crate::job!("organizations.purge", 0, purge_due)];

#[derive(FromJson)]
struct DueRow {
    id: OrganizationId,
}

/// Deletes organizations for good that were deleted 14 days ago. A failure with one is logged and does not stop the
/// others.
async fn purge_due(edge: &Edge) -> Result<(), Error> {
    let before = edge.now() - RETENTION_MS;
    let due: Vec<DueRow> = edge.database()?.all(crate::bind!(store::LIST_DUE, before, RUN_LIMIT)).await?;
    for DueRow { id } in due {
        match purge(edge, &id, before).await {
            // restored, or deleted by another run
            Err(error) if is_precondition_failed(&error) => {}
            Err(error) => {
                let fields = [("organizationId", id.to_string().into()), ("error", format!("{error:?}").into())];
                log::error("purge organization failed", &fields);
            }
            Ok(()) => {}
        }
    }
    Ok(())
}

async fn purge(edge: &Edge, id: &OrganizationId, before: i64) -> Result<(), Error> {
    let mut change = Change::by(edge, Origin::system("organizations"), Tenant::NONE);
    Purge::prepare(edge, id).await?.add_to(&mut change, "organization.purge", Reason::DeletedBefore(before));
    change.commit().await
}
