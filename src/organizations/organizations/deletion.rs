//! Deleting an organization. Its rows are deleted in one batch; consumers of the events delete the rest: the objects
//! and build managers of its estates, its logo and its sockets.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, OrganizationId, UserId};
use steward_kernel::permission::Permission;

use super::events::OrganizationDeleted;
use super::store;
use crate::edge::Edge;
use crate::edge::database::{Outcome, is_precondition_failed};
use crate::identity::permission::DeleteOrganization;
use crate::identity::scope::InOrganization;
use crate::organizations::estates::events::EstateDeleted;
use crate::platform::change::{AuditEvent, Change, Tenant};
use crate::platform::files;

/// The maximum of estates of an organization that is deleted in one step.
const MAXIMUM_ESTATES: usize = 1_000;

/// The current state of an organization to delete.
#[derive(Debug)]
pub struct Deletion {
    organization_id: OrganizationId,
    row: Row,
    estates: Vec<EstateId>,
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

impl Deletion {
    /// Reads the data of the organization to delete.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] with more than a thousand estates.
    pub async fn prepare(edge: &Edge, organization_id: &OrganizationId) -> Result<Self, Error> {
        let statements = vec![
            crate::bind!(store::SELECT_FOR_DELETION, organization_id),
            crate::bind!(store::LIST_ESTATES, organization_id, MAXIMUM_ESTATES + 1),
        ];
        let outcomes = edge.database()?.batch(statements).await?;
        let row = outcomes.first().map(Outcome::first).transpose()?.flatten().ok_or(Error::NotFound)?;
        let estates = outcomes.get(1).map(Outcome::rows::<EstateRow>).transpose()?.unwrap_or_default();
        if estates.len() > MAXIMUM_ESTATES {
            return Err(Error::Conflict("The organization has more than 1,000 estates: delete some of them first."));
        }
        let estates = estates.into_iter().map(|estate| estate.id).collect();
        Ok(Self { organization_id: organization_id.clone(), row, estates })
    }

    /// Adds the deletion to a change, audited as the operation `action`. The organization becomes the change's tenant.
    ///
    /// The change fails with [`is_precondition_failed`] when the organization changed since [`Self::prepare`], or
    /// `owner` no longer owns it.
    pub fn add_to(self, change: &mut Change, action: &'static str, owner: &UserId) {
        let Self { organization_id, row, estates } = self;
        change.run(crate::bind!(store::ASSERT_ESTATES, organization_id, estates.len(), estates.last()));
        change.must_change(crate::bind!(store::DELETE, organization_id, row.slug, owner));

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

/// Deletes an organization; `confirmation` is its slug.
///
/// # Errors
/// [`Error::Validation`] when the confirmation does not match; [`Error::Conflict`] when it changed at the same time.
pub async fn delete(scope: &InOrganization<DeleteOrganization>, confirmation: &str) -> Result<(), Error> {
    let caller = &scope.caller;
    let deletion = Deletion::prepare(&caller.edge, &scope.organization_id).await?;
    if confirmation.trim() != deletion.row.slug {
        return Err(Error::field("confirmation", "Type the organization's slug to confirm."));
    }
    let mut change = Change::new(scope);
    deletion.add_to(&mut change, "organization.delete", &caller.user_id);
    match change.commit().await {
        Err(error) if is_precondition_failed(&error) => {
            let organization = super::service::get(caller, &scope.organization_id).await?;
            Err(if organization.role == scope.role {
                Error::Conflict("The organization changed at the same time: reload it and try again.")
            } else {
                Error::PermissionDenied(Permission::OrganizationDelete)
            })
        }
        committed => committed,
    }
}
