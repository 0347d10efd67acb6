//! A new user, and where they belong.

use steward_kernel::error::Error;
use steward_kernel::id::{OrganizationId, UserId};

use crate::edge::Edge;
use crate::edge::database::Statement;
use crate::identity::store;
use crate::organizations::domains;
use crate::organizations::invitations;
use crate::organizations::organizations;
use crate::platform::audit::Origin;
use crate::platform::outbox::Event;

/// Somebody new, with a proven address.
#[derive(Debug)]
pub struct Newcomer<'a> {
    /// Who.
    pub user_id: &'a UserId,
    /// As they want to be called.
    pub name: &'a str,
    /// Where mail reaches them; lower case.
    pub email: &'a str,
    /// The token of an invitation, where they came by one.
    pub invitation: Option<&'a str>,
}

/// A user who is about to be written, without a way to sign in yet.
#[derive(Debug)]
pub struct Arrival {
    /// Where they belong.
    pub organization_id: OrganizationId,
    /// For the batch: the user first, so that ways to sign in can follow.
    pub statements: Vec<Statement>,
    /// For the outbox.
    pub events: Vec<Event>,
}

/// Prepares a user and where they belong: the organization of a good invitation, else the one that takes in whoever has
/// an address at its domain, else one of their own with a first estate.
///
/// # Errors
/// [`Error::Database`]. The batch fails with a violation of `user.email` when the address was taken meanwhile, and is
/// given up ([`crate::edge::database::is_precondition_failed`]) when what lets them into an organization has ended meanwhile: then
/// this is to be called again.
pub async fn arrive(edge: &Edge, origin: &Origin, newcomer: &Newcomer<'_>) -> Result<Arrival, Error> {
    let Newcomer { user_id, name, email, invitation } = *newcomer;
    let mut statements = vec![crate::bind!(store::INSERT_USER, user_id, name, email, true, edge.now())];
    let by_invitation = match invitation {
        Some(token) => invitations::at_sign_up(edge, origin, user_id, email, token).await?,
        None => None,
    };
    let admission = match by_invitation {
        Some(admission) => Some(admission),
        None => domains::at_sign_up(edge, origin, user_id, email).await?,
    };
    let (organization_id, others, events) = match admission {
        Some(admission) => (admission.organization_id, admission.statements, admission.events),
        None => {
            let name = organization_name(name);
            let home = organizations::service::provision(edge, origin, user_id, &name, "Default");
            (home.organization_id, home.statements, home.events)
        }
    };
    statements.extend(others);
    Ok(Arrival { organization_id, statements, events })
}

/// `Demo Owner` gets `Demo Owner's organization`, cut to what an organization's name may be.
fn organization_name(name: &str) -> String {
    const SUFFIX: &str = "'s organization";
    name.chars().take(100 - SUFFIX.len()).chain(SUFFIX.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organizations_are_named_after_their_maker() {
        assert_eq!(organization_name("Demo Owner"), "Demo Owner's organization");
        assert_eq!(organization_name(&"ä".repeat(100)).chars().count(), 100);
    }
}
