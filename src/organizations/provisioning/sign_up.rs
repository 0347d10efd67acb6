//! The organization of a new user.

use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::id::OrganizationId;

use crate::identity::hooks::{EmailProof, NewUser};
use crate::organizations::invitations::Admission;
use crate::organizations::{domains, invitations, organizations};
use crate::platform::change::{Change, Tenant};

/// The name of the first estate of an organization.
const FIRST_ESTATE: &str = "Default";

/// Adds the membership of a new user to a change, after the statement that inserts the user, and returns the
/// organization: that of the invitation, else the one that the domain of a proven address admits to, else a new
/// organization with a first estate; `None` while the invitation waits for the verification of the address. The change
/// has no tenant afterwards.
///
/// # Errors
/// [`ConflictCode::InvitationEnded`] when the invitation is required and does not admit the user; [`Error::Database`].
pub async fn provision(change: &mut Change, user: &NewUser<'_>) -> Result<Option<OrganizationId>, Error> {
    let NewUser { user_id, name, email, proof, invitation, is_invitation_required } = *user;
    let mut organization_id = None;
    if let Some(token) = invitation {
        match invitations::admit_new_user(change, user_id, (email, proof), token).await? {
            Admission::Admitted(id) => organization_id = Some(id),
            Admission::AfterVerification => return Ok(None),
            Admission::Refused => {}
        }
    }
    if organization_id.is_none() && is_invitation_required {
        return Err(ConflictCode::InvitationEnded.into());
    }
    if organization_id.is_none() && proof == EmailProof::Proven {
        organization_id = domains::admit_new_user(change, user_id, email).await?;
    }
    let organization_id = organization_id.unwrap_or_else(|| {
        organizations::service::provision(change, user_id, &organization_name(name), FIRST_ESTATE).organization_id
    });
    change.set_tenant(Tenant::NONE);
    Ok(Some(organization_id))
}

/// `Demo Owner` gets `Demo Owner's organization`, truncated to the maximum length of a name.
fn organization_name(name: &str) -> String {
    const SUFFIX: &str = "'s organization";
    name.chars().take(100 - SUFFIX.len()).chain(SUFFIX.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organizations_are_named_after_their_owner() {
        assert_eq!(organization_name("Demo Owner"), "Demo Owner's organization");
        assert_eq!(organization_name(&"ä".repeat(100)).chars().count(), 100);
    }
}
