//! Passwords: argon2id with OWASP's minimum (19 MiB, 2 passes, 1 lane), in PHC form.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use steward_kernel::error::Error;

/// The hash of nobody's password, with today's cost: what an unknown account is compared with,
/// so that it takes as long as a known one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c3Rld2FyZC1ub2JvZHk$5h4RSYbRkGZhbUNM5QbwDmNAhcOGUxLmFEPGEVn7Mmo";

/// The hash to store.
///
/// # Errors
/// [`Error::Internal`] when the algorithm refuses, which it does for no password that was let in.
pub fn hash(password: &str, salt: [u8; 16]) -> Result<String, Error> {
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt).map_err(Error::internal)?;
    Ok(hash.to_string())
}

/// Whether it is the password behind `stored`; with nothing stored it is not, and takes as long.
#[must_use]
pub fn verify(password: &str, stored: Option<&str>) -> bool {
    let right = PasswordHash::new(stored.unwrap_or(NOBODY))
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
    right && stored.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_itself_is_right() {
        let stored = hash("correct horse", [7; 16]).unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("correct horse", Some(&stored)));
        assert!(!verify("Correct horse", Some(&stored)));
        assert!(!verify("correct horse", None));
        assert!(!verify("correct horse", Some("not a hash")));
    }

    /// An unknown account costs what a known one does only if its hash is computed at all.
    #[test]
    fn nobodys_hash_has_todays_cost() {
        let ours = hash("x", [1; 16]).unwrap();
        let cost = |text: &str| text.split('$').skip(1).take(3).collect::<Vec<_>>().join("$");
        assert_eq!(cost(NOBODY), cost(&ours));
        assert!(PasswordHash::new(NOBODY).is_ok());
    }
}
