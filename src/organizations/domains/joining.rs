//! Joining an organization by the domain of one's email address.

use steward_kernel::domain;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{DomainId, OrganizationId, UserId};

use super::model::{DomainRole, Suggestion, Suggestions};
use super::store;
use crate::edge::Edge;
use crate::edge::database::is_precondition_failed;
use crate::identity::scope::Caller;
use crate::organizations::members::admit;
use crate::organizations::organizations::Organization;
use crate::organizations::organizations::service::get;
use crate::platform::change::Change;

/// An organization that users with an address at a domain can join.
#[derive(FromJson)]
struct OpenOrganization {
    id: DomainId,
    organization_id: OrganizationId,
    role: DomainRole,
    #[serde(deserialize_with = "flag")]
    is_member: bool,
}

impl OpenOrganization {
    async fn find(edge: &Edge, user_id: &UserId, email: &str) -> Result<Option<Self>, Error> {
        let Some(domain) = domain::of_email(email) else { return Ok(None) };
        edge.database()?.first(crate::bind!(store::SELECT_OPEN, domain, user_id)).await
    }

    /// The organization that the caller can join by their address; `None` while the address is not verified.
    async fn of_caller(caller: &Caller) -> Result<Option<Self>, Error> {
        if !caller.user_email_verified {
            return Ok(None);
        }
        Self::find(&caller.edge, &caller.user_id, &caller.user_email).await
    }

    fn admit(&self, change: &mut Change, user_id: &UserId) {
        change.run(crate::bind!(store::ASSERT_OPEN, self.organization_id, self.id, self.role));
        admit(change, "organization.join", &self.organization_id, user_id, self.role.into(), &[]);
    }
}

/// Lists the organizations that the caller can join, or ask to join. Of the latter, only the owner of a proven address
/// learns.
///
/// # Errors
/// [`Error::Database`].
pub async fn suggestions(caller: &Caller) -> Result<Suggestions, Error> {
    let Some(domain) = domain::of_email(&caller.user_email).filter(|_| caller.user_email_verified) else {
        return Ok(Suggestions { items: Vec::new() });
    };
    let statement = crate::bind!(store::SELECT_SUGGESTED, domain, caller.user_id);
    let found: Option<Suggestion> = caller.edge.database()?.first(statement).await?;
    let found = found.filter(|found| !found.needs_request || caller.user_email_proven);
    Ok(Suggestions { items: found.into_iter().collect() })
}

/// Joins an organization. Repeating it has no effect.
///
/// # Errors
/// [`Error::NotFound`] for an organization that the caller's address does not admit to;
/// [`ConflictCode::EmailNotProven`] while only a code has verified the address.
pub async fn join(caller: &Caller, organization_id: &OrganizationId) -> Result<Organization, Error> {
    let open = OpenOrganization::of_caller(caller).await?.filter(|open| open.organization_id == *organization_id);
    let open = open.ok_or(Error::NotFound)?;
    if !open.is_member {
        if !caller.user_email_proven {
            return Err(ConflictCode::EmailNotProven.into());
        }
        let mut change = Change::new(caller);
        open.admit(&mut change, &caller.user_id);
        match change.commit().await {
            // closed, or joined by another request, meanwhile: the membership decides
            Err(error) if is_precondition_failed(&error) => {}
            committed => committed?,
        }
    }
    get(caller, organization_id).await
}

/// Adds the membership of a new user by the domain of the proven address, and returns the organization; `None` when
/// no organization admits the domain.
///
/// The change fails with [`is_precondition_failed`] when the organization has closed meanwhile; the caller then builds
/// the change again.
///
/// # Errors
/// [`Error::Database`].
pub async fn admit_new_user(
    change: &mut Change,
    user_id: &UserId,
    email: &str,
) -> Result<Option<OrganizationId>, Error> {
    let open = OpenOrganization::find(change.edge(), user_id, email).await?.filter(|open| !open.is_member);
    if let Some(open) = &open {
        open.admit(change, user_id);
    }
    Ok(open.map(|open| open.organization_id))
}
