//! The end of an organization. Its rows go at once, in one batch; what is kept elsewhere goes by events: the objects and
//! build managers of its estates, its logo, its sockets.

use serde::Deserialize;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::{EstateId, OrganizationId, UserId};
use steward_kernel::permission::Permission;

use super::store;
use crate::edge::Edge;
use crate::edge::database::{Outcome, Statement, assert_changed, is_precondition_failed};
use crate::identity::permission::DeleteOrganization;
use crate::identity::scope::InOrganization;
use crate::organizations::estates;
use crate::platform::audit::{self, Entry, Origin};
use crate::platform::files;
use crate::platform::outbox::{self, Event, EventName};

/// Estates of an organization that ends in one step.
const MOST_ESTATES: usize = 1_000;

/// An organization that is about to end.
#[derive(Debug)]
pub struct Removal {
    /// What it was called in addresses.
    pub slug: String,
    /// For the batch. It is given up ([`is_precondition_failed`]) when the organization changed in the meantime, or the user no
    /// longer owns it.
    pub statements: Vec<Statement>,
    /// For the outbox.
    pub events: Vec<Event>,
}

#[derive(Deserialize)]
struct EndRow {
    name: String,
    slug: String,
    logo: Option<String>,
    stripe_customer_id: Option<String>,
}

#[derive(Deserialize)]
struct EstateRow {
    id: EstateId,
}

/// Prepares the end of an organization that `owner` owns, audited as the operation `action`.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] with more than a thousand estates.
pub async fn prepare_removal(
    edge: &Edge,
    origin: &Origin,
    action: &'static str,
    organization_id: &OrganizationId,
    owner: &UserId,
) -> Result<Removal, Error> {
    let outcomes = edge
        .database()?
        .batch(vec![
            crate::bind!(store::SELECT_END, organization_id),
            crate::bind!(store::LIST_ESTATES, organization_id, MOST_ESTATES + 1),
        ])
        .await?;
    let end = outcomes.first().map(Outcome::first::<EndRow>).transpose()?.flatten().ok_or(Error::NotFound)?;
    let estates = outcomes.get(1).map(Outcome::rows::<EstateRow>).transpose()?.unwrap_or_default();
    if estates.len() > MOST_ESTATES {
        return Err(Error::Conflict("the organization has more than a thousand estates: delete some of them first"));
    }
    let entry = Entry {
        action,
        organization_id: Some(organization_id),
        estate_id: None,
        resource_type: "organization",
        resource_id: organization_id.as_ref(),
        detail: json!({ "before": { "name": end.name, "slug": end.slug, "estates": estates.len() } }),
    };
    let statements = vec![
        crate::bind!(store::ASSERT_ESTATES, organization_id, estates.len(), estates.last().map(|estate| &estate.id)),
        crate::bind!(store::DELETE, organization_id, end.slug, owner),
        assert_changed(),
        audit::record(edge, origin, &entry),
    ];
    let mut events = vec![Event {
        name: EventName::OrganizationDeleted,
        organization_id: Some(organization_id.clone()),
        estate_id: None,
        payload: json!({ "organizationId": organization_id, "stripeCustomerId": end.stripe_customer_id }),
    }];
    events.extend(files::service::gone(end.logo.as_deref()));
    events.extend(estates.iter().map(|estate| estates::service::deleted(organization_id, &estate.id)));
    Ok(Removal { slug: end.slug, statements, events })
}

/// Ends an organization whose slug was typed.
///
/// # Errors
/// [`Error::Validation`] for another confirmation; [`Error::Conflict`] when it changed at the same time.
pub async fn delete(scope: &InOrganization<DeleteOrganization>, confirmation: &str) -> Result<(), Error> {
    let caller = &scope.caller;
    let edge = &caller.edge;
    let action = "organization.delete";
    let removal = prepare_removal(edge, &caller.origin(), action, &scope.organization_id, &caller.user_id).await?;
    if confirmation.trim() != removal.slug {
        return Err(Error::field("confirmation", "Type the organization's address as it is."));
    }
    let recorded = outbox::record(edge, removal.events);
    let mut statements = removal.statements;
    statements.extend(recorded.statements.iter().cloned());
    match edge.database()?.batch(statements).await {
        Ok(_) => {
            outbox::dispatch(edge, recorded);
            Ok(())
        }
        Err(error) if is_precondition_failed(&error) => {
            let organization = super::service::get(caller, &scope.organization_id).await?;
            Err(if organization.role == scope.role {
                Error::Conflict("the organization changed at the same time: look again")
            } else {
                Error::PermissionDenied(Permission::OrganizationDelete)
            })
        }
        Err(error) => Err(error),
    }
}
