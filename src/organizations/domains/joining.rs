//! Joining an organization by the domain of one's address, which must be proven.

use serde::Deserialize;
use steward_kernel::domain;
use steward_kernel::error::Error;
use steward_kernel::id::{DomainId, OrganizationId, UserId};

use super::model::{DomainRole, Suggestion, Suggestions};
use super::store;
use crate::edge::Edge;
use crate::edge::database::{flag, is_precondition_failed};
use crate::identity::scope::Caller;
use crate::organizations::members::{Admission, admit};
use crate::organizations::organizations::Organization;
use crate::organizations::organizations::service::get;
use crate::platform::audit::Origin;
use crate::platform::outbox;

#[derive(Deserialize)]
struct Open {
    id: DomainId,
    organization_id: OrganizationId,
    role: DomainRole,
    name: String,
    logo: Option<String>,
    #[serde(deserialize_with = "flag")]
    is_member: bool,
}

impl Open {
    async fn find(edge: &Edge, user_id: &UserId, email: &str) -> Result<Option<Self>, Error> {
        let Some(domain) = domain::of_email(email) else { return Ok(None) };
        edge.database()?.first(crate::bind!(store::SELECT_OPEN, domain, user_id)).await
    }

    /// The organization that the caller's address opens; none while the address is not proven.
    async fn of_caller(caller: &Caller) -> Result<Option<Self>, Error> {
        if !caller.user_email_verified {
            return Ok(None);
        }
        Self::find(&caller.edge, &caller.user_id, &caller.user_email).await
    }

    fn admission(&self, edge: &Edge, origin: &Origin, user_id: &UserId) -> Admission {
        let role = self.role.into();
        let mut admission = admit(edge, origin, "organization.join", &self.organization_id, user_id, role, &[]);
        admission.statements.insert(0, crate::bind!(store::ASSERT_OPEN, self.organization_id, self.id, self.role));
        admission
    }
}

/// The organizations that the caller may join.
///
/// # Errors
/// [`Error::Database`].
pub async fn suggestions(caller: &Caller) -> Result<Suggestions, Error> {
    let open = Open::of_caller(caller).await?.filter(|open| !open.is_member);
    let items = open.map(|open| Suggestion { organization_id: open.organization_id, name: open.name, logo: open.logo });
    Ok(Suggestions { items: items.into_iter().collect() })
}

/// Joins an organization. Joining twice is joining once.
///
/// # Errors
/// [`Error::NotFound`] for one that the caller's address does not open.
pub async fn join(caller: &Caller, organization_id: &OrganizationId) -> Result<Organization, Error> {
    let open = Open::of_caller(caller).await?.filter(|open| open.organization_id == *organization_id);
    let open = open.ok_or(Error::NotFound)?;
    if !open.is_member {
        let edge = &caller.edge;
        let admission = open.admission(edge, &caller.origin(), &caller.user_id);
        let recorded = outbox::record(edge, admission.events);
        let mut statements = admission.statements;
        statements.extend(recorded.statements.iter().cloned());
        match edge.database()?.batch(statements).await {
            Ok(_) => outbox::dispatch(edge, recorded),
            // closed, or joined by another request, in the meantime: the next look tells which
            Err(error) if is_precondition_failed(&error) => {}
            Err(error) => return Err(error),
        }
    }
    get(caller, organization_id).await
}

/// The membership that a new user gets by their address, which must be proven by now; none when it opens nothing. The
/// statements come after those that make the user; when the batch is given up ([`is_precondition_failed`]), the organization has
/// closed in the meantime: call this again.
///
/// # Errors
/// [`Error::Database`].
pub async fn at_sign_up(
    edge: &Edge,
    origin: &Origin,
    user_id: &UserId,
    email: &str,
) -> Result<Option<Admission>, Error> {
    let open = Open::find(edge, user_id, email).await?;
    Ok(open.filter(|open| !open.is_member).map(|open| open.admission(edge, origin, user_id)))
}
