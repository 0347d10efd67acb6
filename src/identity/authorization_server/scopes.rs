//! The scopes that apps can have: those of OpenID Connect, and the permissions that are open to programs.

use steward_kernel::error::Error;
use steward_kernel::permission::{CredentialKind, Permission};

/// An id_token.
pub const OPENID: &str = "openid";
/// The user's name and picture.
pub const PROFILE: &str = "profile";
/// The user's address.
pub const EMAIL: &str = "email";
/// A refresh token.
pub const OFFLINE_ACCESS: &str = "offline_access";
/// Those that say who the user is, and give nothing else.
const OF_IDENTITY: [&str; 3] = [OPENID, PROFILE, EMAIL];

/// All scopes.
pub fn supported() -> impl Iterator<Item = &'static str> {
    let is_open = |permission: &&Permission| permission.is_open_to(CredentialKind::Program);
    let permissions = Permission::ALL.iter().filter(is_open).map(|permission| permission.name());
    OF_IDENTITY.into_iter().chain([OFFLINE_ACCESS]).chain(permissions)
}

/// A set of scopes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scopes(Vec<&'static str>);

impl Scopes {
    /// Parses scopes that are separated by spaces (RFC 6749, 3.3). `None` for no scope and for an unknown one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let names: Vec<&str> = text.split(' ').filter(|name| !name.is_empty()).collect();
        let is_known = names.iter().all(|name| supported().any(|scope| scope == *name));
        (is_known && !names.is_empty()).then(|| Self(supported().filter(|scope| names.contains(scope)).collect()))
    }

    /// Reads a list of a request's body.
    ///
    /// # Errors
    /// [`Error::Validation`].
    pub fn of_names(names: &[String]) -> Result<Self, Error> {
        let is_one = |name: &String| !name.contains(' ');
        let scopes = names.iter().all(is_one).then(|| Self::parse(&names.join(" "))).flatten();
        scopes.ok_or_else(|| Error::field("scopes", "Choose scopes that an app can have."))
    }

    /// Reads what the database has. What is no scope any more is left out.
    #[must_use]
    pub fn stored(text: &str) -> Self {
        Self(supported().filter(|scope| text.split(' ').any(|name| name == *scope)).collect())
    }

    /// As it is stored and sent, separated by spaces.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.join(" ")
    }

    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.0.iter().map(|name| (*name).to_owned()).collect()
    }

    #[must_use]
    pub fn contains(&self, scope: &str) -> bool {
        self.0.contains(&scope)
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.iter().all(|scope| other.contains(scope))
    }

    /// The scopes of both.
    #[must_use]
    pub fn common(&self, other: &Self) -> Self {
        Self(self.0.iter().copied().filter(|scope| other.contains(scope)).collect())
    }

    /// The scopes of either.
    #[must_use]
    pub fn together(&self, other: &Self) -> Self {
        Self(supported().filter(|scope| self.contains(scope) || other.contains(scope)).collect())
    }

    /// Whether they give more than the identity of the user.
    #[must_use]
    pub fn give_access(&self) -> bool {
        self.0.iter().any(|scope| !OF_IDENTITY.contains(scope))
    }
}

/// What is parsed is a part of what was asked for, and is parsed as itself.
#[cfg(fuzzing)]
pub fn fuzz(text: &str) {
    let Some(scopes) = Scopes::parse(text) else { return };
    assert!(!scopes.is_empty() && scopes.0.iter().all(|scope| text.split(' ').any(|asked| asked == *scope)));
    assert_eq!(Scopes::parse(&scopes.text()), Some(scopes.clone()));
    assert_eq!(Scopes::stored(&scopes.text()), scopes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_scopes_are_parsed() {
        assert_eq!(Scopes::parse("email  openid email").unwrap().text(), "openid email");
        assert_eq!(Scopes::parse("estate.view").unwrap().text(), "estate.view");
        for other in ["", " ", "openid unknown", "member.invite", "apiKey.manage", "OPENID", "openid\temail"] {
            assert_eq!(Scopes::parse(other), None, "{other}");
        }
        assert!(Scopes::of_names(&["openid email".to_owned()]).is_err());
    }

    #[test]
    fn sets() {
        let (both, one) = (Scopes::stored("openid email gone"), Scopes::stored("openid"));
        assert!(one.is_within(&both) && !both.is_within(&one));
        assert_eq!(both.common(&one), one);
        assert_eq!(one.together(&Scopes::stored("email")), both);
        assert!(!both.give_access() && Scopes::stored("openid offline_access").give_access());
    }
}
