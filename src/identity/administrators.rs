//! Administrators by address: users with a verified address at a configured domain.

use crate::edge::Edge;

/// Whether the address makes its user an administrator: it is verified, and at one of `ADMIN_EMAIL_DOMAINS`.
#[must_use]
pub fn is_named(edge: &Edge, email: &str, is_verified: bool) -> bool {
    is_verified && edge.optional_variable("ADMIN_EMAIL_DOMAINS").is_some_and(|domains| is_at(email, &domains))
}

fn is_at(email: &str, domains: &str) -> bool {
    let domain = email.rsplit_once('@').map(|(_, domain)| domain);
    domain.is_some_and(|domain| domains.split(',').any(|named| named.trim().eq_ignore_ascii_case(domain)))
}

#[cfg(test)]
mod tests {
    use super::is_at;

    #[test]
    fn whole_domains_only() {
        let domains = "steward.example, staff.example";
        assert!(is_at("owner@steward.example", domains) && is_at("owner@staff.example", domains));
        for email in ["owner@notsteward.example", "owner@steward.example.com", "steward.example", "owner@", ""] {
            assert!(!is_at(email, domains), "{email}");
        }
    }
}
