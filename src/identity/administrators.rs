//! Administrators by email domain: users with a proven address at a configured domain.

use crate::edge::Edge;

/// Whether the address makes its user an administrator: it is proven, and its domain is in `ADMIN_EMAIL_DOMAINS`.
#[must_use]
pub fn is_named(edge: &Edge, email: &str, is_proven: bool) -> bool {
    is_proven && edge.config().administrators().is_ok_and(|administrators| administrators.includes(email))
}
