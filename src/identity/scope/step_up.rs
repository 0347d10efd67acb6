//! Scopes of operations before which a person has to confirm who they are.

use std::ops::Deref;

use steward_kernel::error::Error;
use steward_kernel::permission::CredentialKind;
use steward_kernel::time::MINUTE;

use super::caller::{Administrator, Caller, UserOnly};
use super::tenant::{InEstate, InOrganization};
use crate::api::{Argument, Input, Needs};

/// How long a confirmation lasts.
pub const CONFIRMATION_MS: i64 = 15 * MINUTE;

/// A scope `S` of a person who has signed in, or confirmed who they are, in the last 15 minutes. Programs and API keys,
/// where `S` admits them, need no confirmation.
pub struct StepUp<S>(S);

impl<S> Deref for StepUp<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.0
    }
}

impl<S: Argument + HasCaller> Argument for StepUp<S> {
    const NEEDS: Needs = S::NEEDS.step_up();

    fn take(input: &mut Input) -> Result<Self, Error> {
        let scope = S::take(input)?;
        scope.caller().must_have_confirmed()?;
        Ok(Self(scope))
    }
}

/// A scope with a caller.
pub trait HasCaller {
    fn caller(&self) -> &Caller;
}

macro_rules! scopes_of_callers {
    ($($name:ident),+) => {$(
        impl HasCaller for $name {
            fn caller(&self) -> &Caller {
                self
            }
        }
    )+};
}

scopes_of_callers!(UserOnly, Administrator);

impl<P> HasCaller for InOrganization<P> {
    fn caller(&self) -> &Caller {
        &self.caller
    }
}

impl<P> HasCaller for InEstate<P> {
    fn caller(&self) -> &Caller {
        &self.caller
    }
}

impl Caller {
    /// Checks that a person has confirmed who they are in the last 15 minutes.
    ///
    /// # Errors
    /// [`Error::StepUpRequired`]; [`Error::NotAllowedWhileImpersonating`] for an administrator, who cannot confirm it for
    /// the user.
    pub fn must_have_confirmed(&self) -> Result<(), Error> {
        let is_recent = self.confirmed_at.is_some_and(|at| self.edge.now() - at < CONFIRMATION_MS);
        match self.credential_kind() {
            CredentialKind::Program | CredentialKind::ApiKey => Ok(()),
            CredentialKind::Person | CredentialKind::Impersonation if is_recent => Ok(()),
            CredentialKind::Person => Err(Error::StepUpRequired),
            CredentialKind::Impersonation => Err(Error::NotAllowedWhileImpersonating),
        }
    }
}
