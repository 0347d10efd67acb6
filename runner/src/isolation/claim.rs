//! Which organization a runner serves that serves only one.

use std::sync::{Mutex, PoisonError};

/// The organization that was configured, or the first that built.
#[derive(Debug, Default)]
pub struct Claim(Mutex<Option<Claimant>>);

/// Builds without an organization belong together.
type Claimant = Option<String>;

impl Claim {
    /// A claim of `organization`, or of the first that builds.
    #[must_use]
    pub fn new(organization: Option<String>) -> Self {
        Self(Mutex::new(organization.map(Some)))
    }

    /// Whether the organization may build; the first claims the runner until it exits.
    #[must_use]
    pub fn admits(&self, organization: Option<&str>) -> bool {
        let mut claim = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        claim.get_or_insert_with(|| organization.map(str::to_owned)).as_deref() == organization
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_organization_claims_it() {
        let claim = Claim::new(None);
        assert!(claim.admits(Some("a")) && claim.admits(Some("a")));
        assert!(!claim.admits(Some("b")) && !claim.admits(None));
        let configured = Claim::new(Some("b".into()));
        assert!(!configured.admits(Some("a")) && configured.admits(Some("b")));
        let nameless = Claim::new(None);
        assert!(nameless.admits(None) && !nameless.admits(Some("a")));
    }
}
