//! Password hashes: argon2id with OWASP's minimum (19 MiB, 2 passes, 1 lane), in PHC form.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use steward_kernel::error::Error;

use crate::edge::Edge;
use crate::edge::text::nfkc;

/// A hash that matches no password. It is verified for unknown accounts, so that they take as long as known ones.
const DUMMY_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c3Rld2FyZC1ub2JvZHk$5h4RSYbRkGZhbUNM5QbwDmNAhcOGUxLmFEPGEVn7Mmo";

/// The least cost that argon2id has.
const CHEAP: Params = match Params::new(Params::MIN_M_COST, 1, 1, None) {
    Ok(cost) => cost,
    Err(_) => Params::DEFAULT,
};

/// Hashes a password in its normal form (NIST SP 800-63B, 5.1.1.2), because keyboards differ in how they compose
/// characters; with `TESTING_PASSWORD_HASH`, cheaply.
///
/// # Errors
/// [`Error::Internal`] when the algorithm fails, which does not happen for passwords of the allowed length.
pub fn hash(edge: &Edge, password: &str) -> Result<String, Error> {
    let cost = if edge.config().testing().is_password_hash_cheap { CHEAP } else { Params::DEFAULT };
    hash_at(cost, &nfkc(password), edge.random())
}

fn hash_at(cost: Params, password: &str, salt: [u8; 16]) -> Result<String, Error> {
    let algorithm = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost);
    let hash = algorithm.hash_password_with_salt(password.as_bytes(), &salt).map_err(Error::internal)?;
    Ok(hash.to_string())
}

/// Whether the password has this hash. Without a hash, the result is false after the same work. The check is counted in
/// the request's log line. Old hashes are of passwords as they were typed.
#[must_use]
pub fn check(edge: &Edge, password: &str, stored: Option<&str>) -> bool {
    edge.count_password_check();
    let normalized = nfkc(password);
    verify(&normalized, stored) || (normalized != password && verify(password, stored))
}

fn verify(password: &str, stored: Option<&str>) -> bool {
    let is_right = PasswordHash::new(stored.unwrap_or(DUMMY_HASH))
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
    is_right && stored.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_itself_verifies() {
        for (cost, prefix) in [(Params::DEFAULT, "m=19456,t=2,p=1"), (CHEAP, "m=8,t=1,p=1")] {
            let stored = hash_at(cost, "correct horse", [7; 16]).unwrap();
            assert!(stored.starts_with(&format!("$argon2id$v=19${prefix}$")));
            assert!(verify("correct horse", Some(&stored)));
            assert!(!verify("Correct horse", Some(&stored)));
        }
        assert!(!verify("correct horse", None));
        assert!(!verify("correct horse", Some("not a hash")));
    }

    #[test]
    fn the_dummy_hash_has_the_cost_of_a_new_one() {
        let new = hash_at(Params::DEFAULT, "x", [1; 16]).unwrap();
        let cost = |text: &str| text.split('$').skip(1).take(3).collect::<Vec<_>>().join("$");
        assert_eq!(cost(DUMMY_HASH), cost(&new));
        assert!(PasswordHash::new(DUMMY_HASH).is_ok());
    }
}
