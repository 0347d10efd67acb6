//! Letting somebody in: what an invitation, a domain and a sign-up have in common.

use serde_json::json;
use steward_kernel::id::{EstateId, MembershipId, OrganizationId, UserId};
use steward_kernel::permission::Role;

use super::store;
use crate::edge::Edge;
use crate::edge::database::{Statement, assert_changed, parameter};
use crate::platform::audit::{self, Entry, Origin};
use crate::platform::outbox::{Event, EventName};

/// A membership that is about to begin. The batch that takes the statements is given up
/// ([`crate::edge::database::is_precondition_failed`]) when what allowed it has ended in the meantime, or the user belongs to the
/// organization already: then it is to be looked at anew.
#[derive(Debug)]
pub struct Admission {
    /// Where.
    pub organization_id: OrganizationId,
    /// As what.
    pub role: Role,
    /// For the batch, after the statement that makes the user.
    pub statements: Vec<Statement>,
    /// For the outbox.
    pub events: Vec<Event>,
}

/// Prepares a membership, audited as the operation `action`. Of the estates a guest gets those that are still there.
#[must_use]
pub fn admit(
    edge: &Edge,
    origin: &Origin,
    action: &'static str,
    organization_id: &OrganizationId,
    user_id: &UserId,
    role: Role,
    estate_ids: &[EstateId],
) -> Admission {
    let now = edge.now();
    let entry = Entry {
        action,
        organization_id: Some(organization_id),
        estate_id: None,
        resource_type: "organization_user_membership",
        resource_id: user_id.as_ref(),
        detail: json!({ "after": { "role": role, "estateIds": estate_ids } }),
    };
    let grants = parameter(&estate_ids).to_string();
    let statements = vec![
        crate::bind!(store::ADMIT, organization_id, edge.id(MembershipId::new), user_id, role, now),
        assert_changed(),
        crate::bind!(store::INSERT_GRANTS, organization_id, user_id, grants, now),
        audit::record(edge, origin, &entry),
    ];
    let event = Event {
        name: EventName::MembersChanged,
        organization_id: Some(organization_id.clone()),
        estate_id: None,
        payload: json!({ "userId": user_id }),
    };
    Admission { organization_id: organization_id.clone(), role, statements, events: vec![event] }
}
