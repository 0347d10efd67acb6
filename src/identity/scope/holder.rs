//! Whose an `Idempotency-Key` is.

use std::any::Any;

use steward_kernel::error::Error;
use steward_kernel::id::OrganizationId;
use steward_kernel::permission::{CredentialKind, Role};

use super::caller::{AuthMethod, Caller};
use super::tenant::{EstateScope, OrganizationScope};
use crate::api::{Holder, Needs};

/// Whose the key of a request with this scope is. A person has their keys in all their browsers, an impersonating
/// administrator keys of their own, each program and app its own, and a service account has them with all its API keys.
///
/// # Errors
/// [`Error::StepUpRequired`] and [`Error::NotAllowedWhileImpersonating`], as the handler would return them.
pub fn find_holder(scope: &dyn Any, needs: Needs) -> Result<Option<Holder>, Error> {
    let tenant = |id: &OrganizationId, role: Role| (id.as_ref().to_owned(), role.name());
    let (caller, (tenant, role)) = if let Some(scope) = scope.downcast_ref::<OrganizationScope>() {
        (&scope.caller, tenant(&scope.organization_id, scope.role))
    } else if let Some(scope) = scope.downcast_ref::<EstateScope>() {
        (&scope.caller, tenant(&scope.organization_id, scope.role))
    } else if let Some(caller) = scope.downcast_ref::<Caller>() {
        (caller, (String::new(), ""))
    } else {
        return Ok(None);
    };
    if needs.is_step_up {
        caller.must_have_confirmed()?;
    }
    Ok(Some(Holder { id: id_of(caller), tenant, role }))
}

fn id_of(caller: &Caller) -> String {
    let user_id = caller.user_id.as_ref();
    let detail = match (caller.credential_kind(), &caller.auth_method) {
        (CredentialKind::Person, _) => "",
        (CredentialKind::Impersonation, _) => caller.impersonated_by.as_ref().map(AsRef::as_ref).unwrap_or_default(),
        (_, AuthMethod::Session(id) | AuthMethod::App { session_id: id, .. }) => id.as_ref(),
        (_, AuthMethod::ApiKey { service_account_id: Some(id), .. }) => id.as_ref(),
        (_, AuthMethod::ApiKey { id, .. }) => id.as_ref(),
    };
    // the id of a service account's user is no user's
    [user_id, detail].join(" ")
}
