//! Administrators by email domain: users with a verified address at a configured domain.

use crate::edge::Edge;

/// Whether the address makes its user an administrator: it is verified, and its domain is in `ADMIN_EMAIL_DOMAINS`.
#[must_use]
pub fn is_named(edge: &Edge, email: &str, is_verified: bool) -> bool {
    is_verified && edge.config().administrators().is_ok_and(|administrators| administrators.includes(email))
}
