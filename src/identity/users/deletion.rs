//! The end of an account. Organizations that nobody else belongs to go along; those that others belong to are handed over
//! first. All of it is one batch, which is given up when anything of that is no longer so.

use serde::Deserialize;
use serde_json::json;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::id::{OrganizationId, UserId};
use steward_kernel::input;
use steward_kernel::permission::Role;

use super::model::{ConcernedOrganization, DeletionPreview};
use super::store;
use crate::edge::Edge;
use crate::edge::database::{Statement, assert_changed, flag, is_precondition_failed};
use crate::identity;
use crate::organizations::organizations;
use crate::platform::audit::{self, Entry, Origin};
use crate::platform::files;
use crate::platform::outbox::{self, Event, EventName};

/// How often it is looked again when something changed at the same time.
const TRIES: u32 = 3;
/// Organizations that go along in one step.
const MOST_ORGANIZATIONS: usize = 50;

#[derive(Deserialize)]
struct OwnedRow {
    #[serde(flatten)]
    organization: ConcernedOrganization,
    #[serde(deserialize_with = "flag")]
    has_others: bool,
}

/// What would happen if the account ended now.
///
/// # Errors
/// [`Error::Database`].
pub async fn preview(edge: &Edge, user_id: &UserId) -> Result<DeletionPreview, Error> {
    let rows: Vec<OwnedRow> = edge.database()?.all(crate::bind!(store::LIST_OWNED_ALONE, user_id)).await?;
    let mut preview = DeletionPreview::default();
    for row in rows {
        if row.has_others {
            preview.organizations_to_hand_over.push(row.organization);
        } else {
            preview.deleted_organizations.push(row.organization);
        }
    }
    Ok(preview)
}

/// An account that is to end.
#[derive(Debug, Clone, Copy)]
pub struct Deletion<'a> {
    /// The operation's id.
    pub action: &'static str,
    /// Who wants it.
    pub origin: &'a Origin,
    /// Whose it is.
    pub user_id: &'a UserId,
    /// The address that was typed as a confirmation.
    pub confirmation: &'a str,
}

/// Ends an account for good.
///
/// # Errors
/// [`Error::NotFound`] when it is gone; [`Error::Validation`] when the confirmation is another address;
/// [`ConflictCode::HandOverFirst`]; [`Error::Conflict`] with too many organizations, or when they keep changing.
pub async fn delete(edge: &Edge, deletion: Deletion<'_>) -> Result<(), Error> {
    let mut tries = 1;
    loop {
        match try_to_delete(edge, deletion).await {
            Err(error) if is_precondition_failed(&error) && tries < TRIES => tries += 1,
            Err(error) if is_precondition_failed(&error) => {
                return Err(Error::Conflict("the account's organizations changed at the same time: look again"));
            }
            done => return done,
        }
    }
}

#[derive(Deserialize)]
struct MembershipRow {
    organization_id: OrganizationId,
    role: Role,
}

async fn try_to_delete(edge: &Edge, deletion: Deletion<'_>) -> Result<(), Error> {
    let Deletion { action, origin, user_id, confirmation } = deletion;
    let user = identity::service::user(edge, user_id).await?;
    if input::email("email", confirmation).ok().as_ref() != Some(&user.email) {
        return Err(Error::field("email", "Type the account's e-mail address as it is."));
    }
    let preview = preview(edge, user_id).await?;
    if !preview.organizations_to_hand_over.is_empty() {
        let named = preview.organizations_to_hand_over.into_iter();
        let named = named.map(|organization| (organization.id.to_string(), organization.name));
        return Err(ConflictCode::HandOverFirst(named.collect()).into());
    }
    let ending: Vec<OrganizationId> = preview.deleted_organizations.into_iter().map(|ending| ending.id).collect();
    if ending.len() > MOST_ORGANIZATIONS {
        return Err(Error::Conflict("more than fifty organizations would go along: delete some of them first"));
    }
    let memberships: Vec<MembershipRow> = edge.database()?.all(crate::bind!(store::LIST_MEMBERSHIPS, user_id)).await?;

    let mut statements = vec![
        crate::bind!(store::ASSERT_MEMBERSHIPS, user_id, memberships.len()),
        crate::bind!(store::ASSERT_ALONE, user_id, json!(ending).to_string()),
    ];
    let mut events = vec![Event {
        name: EventName::UserDeleted,
        organization_id: None,
        estate_id: None,
        payload: json!({ "userId": user_id }),
    }];
    events.extend(files::service::gone(user.image.as_deref()));
    for organization_id in &ending {
        let removal = organizations::service::prepare_removal(edge, origin, action, organization_id, user_id).await?;
        statements.extend(removal.statements);
        events.extend(removal.events);
    }
    for membership in memberships.iter().filter(|membership| !ending.contains(&membership.organization_id)) {
        statements.push(left(edge, origin, action, user_id, membership));
        events.push(Event {
            name: EventName::MemberRemoved,
            organization_id: Some(membership.organization_id.clone()),
            estate_id: None,
            payload: json!({ "userId": user_id }),
        });
    }
    let entry = Entry {
        action,
        organization_id: None,
        estate_id: None,
        resource_type: "user",
        resource_id: user_id.as_ref(),
        detail: json!({ "before": { "organizations": memberships.len() } }),
    };
    let recorded = outbox::record(edge, events);
    statements.extend([
        crate::bind!(store::ASSERT_HANDED_OVER, user_id),
        crate::bind!(store::DELETE_USER, user_id, user.email, user.image),
        assert_changed(),
        audit::record(edge, origin, &entry),
    ]);
    statements.extend(recorded.statements.iter().cloned());
    edge.database()?.batch(statements).await?;
    outbox::dispatch(edge, recorded);
    Ok(())
}

/// The line in the audit log of an organization that goes on without them.
fn left(edge: &Edge, origin: &Origin, action: &'static str, user_id: &UserId, membership: &MembershipRow) -> Statement {
    let entry = Entry {
        action,
        organization_id: Some(&membership.organization_id),
        estate_id: None,
        resource_type: "organization_user_membership",
        resource_id: user_id.as_ref(),
        detail: json!({ "before": { "role": membership.role } }),
    };
    audit::record(edge, origin, &entry)
}
