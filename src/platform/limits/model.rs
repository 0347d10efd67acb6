//! The rate limits and their subjects.

use std::net::{IpAddr, Ipv6Addr};

use steward_kernel::limit::Limit;
use steward_kernel::signature::token_hash;
use steward_kernel::time::{HOUR, MINUTE};

/// A counted attempt and its subject. Unknown IP addresses count as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule<'a> {
    /// Signing in to the account of an e-mail address, from an IP address: 5 in 15 minutes.
    SignInAccount(&'a str, Option<&'a str>),
    /// The same from everywhere, except from known browsers: 30 in 15 minutes.
    SignInEverywhere(&'a str),
    /// The same from a browser in which the user has signed in before, by its id: 10 in 15 minutes.
    SignInBrowser(&'a str, &'a str),
    /// Entering one's current password, by the user's id: 5 in 15 minutes.
    CurrentPassword(&'a str),
    /// Entering a code of one's second factor while signed in, by the user's id: 5 in 15 minutes.
    CurrentFactor(&'a str),
    /// Entering a code of a second factor to sign in, by the user's id, except from known browsers: 10 in an hour.
    SecondFactor(&'a str),
    /// The same from a browser in which the user has signed in before, by its id: 10 in 15 minutes.
    SecondFactorBrowser(&'a str, &'a str),
    /// Entering a code that was sent to an e-mail address: 10 in an hour.
    ProofEmail(&'a str),
    /// The same for all addresses at a domain: 100 in an hour.
    ProofDomain(&'a str),
    /// The same for all addresses: 2,000 in an hour.
    Proof,
    /// Signing in from an IP address: 20 in 15 minutes.
    SignInAddress(Option<&'a str>),
    /// Starting to sign in at a provider, from an IP address: 100 in 15 minutes.
    ProviderAddress(Option<&'a str>),
    /// A code or link to an e-mail address: 5 in an hour.
    CodeEmail(&'a str),
    /// A code or link requested from an IP address: 20 in an hour.
    CodeAddress(Option<&'a str>),
    /// Asking to join organizations, by the user's id: 10 in an hour.
    JoinRequest(&'a str),
    /// Inviting a list of addresses, by the organization's id: 10 in an hour.
    InvitationList(&'a str),
}

impl Rule<'_> {
    /// Whether a success forgets the earlier failures: they were the same person's. Of those that may be anybody's, only
    /// the attempt itself is not counted.
    pub(super) const fn is_cleared_by_success(self) -> bool {
        matches!(
            self,
            Self::SignInAccount(..)
                | Self::SignInBrowser(..)
                | Self::CurrentPassword(_)
                | Self::CurrentFactor(_)
                | Self::SecondFactorBrowser(..)
        )
    }

    pub(super) const fn limit(self) -> Limit {
        match self {
            Self::SignInAccount(..) | Self::CurrentPassword(_) | Self::CurrentFactor(_) => {
                Limit { max: 5, window_ms: 15 * MINUTE }
            }
            Self::SignInEverywhere(_) => Limit { max: 30, window_ms: 15 * MINUTE },
            Self::SignInBrowser(..) | Self::SecondFactorBrowser(..) => Limit { max: 10, window_ms: 15 * MINUTE },
            Self::ProofEmail(_) | Self::SecondFactor(_) => Limit { max: 10, window_ms: HOUR },
            Self::ProofDomain(_) => Limit { max: 100, window_ms: HOUR },
            Self::Proof => Limit { max: 2_000, window_ms: HOUR },
            Self::SignInAddress(_) => Limit { max: 20, window_ms: 15 * MINUTE },
            Self::ProviderAddress(_) => Limit { max: 100, window_ms: 15 * MINUTE },
            Self::CodeEmail(_) => Limit { max: 5, window_ms: HOUR },
            Self::CodeAddress(_) => Limit { max: 20, window_ms: HOUR },
            Self::InvitationList(_) | Self::JoinRequest(_) => Limit { max: 10, window_ms: HOUR },
        }
    }

    /// The object's name. It contains addresses only as SHA-256.
    pub(super) fn subject(self) -> String {
        match self {
            Self::SignInAccount(email, address) => {
                format!("sign-in:account:{}:{}", token_hash(email), address_hash(address))
            }
            Self::SignInEverywhere(email) => format!("sign-in:everywhere:{}", token_hash(email)),
            Self::SignInBrowser(email, id) => format!("sign-in:browser:{}:{id}", token_hash(email)),
            Self::CurrentPassword(user_id) => format!("password:{user_id}"),
            Self::CurrentFactor(user_id) => format!("factor:{user_id}"),
            Self::SecondFactor(user_id) => format!("sign-in:factor:{user_id}"),
            Self::SecondFactorBrowser(user_id, id) => format!("sign-in:factor:{user_id}:{id}"),
            Self::ProofEmail(email) => format!("proof:email:{}", token_hash(email)),
            Self::ProofDomain(domain) => format!("proof:domain:{}", token_hash(domain)),
            Self::Proof => "proof:all".to_owned(),
            Self::SignInAddress(address) => format!("sign-in:address:{}", address_hash(address)),
            Self::ProviderAddress(address) => format!("provider:address:{}", address_hash(address)),
            Self::CodeEmail(email) => format!("code:email:{}", token_hash(email)),
            Self::CodeAddress(address) => format!("code:address:{}", address_hash(address)),
            Self::JoinRequest(user_id) => format!("join-requests:{user_id}"),
            Self::InvitationList(organization_id) => format!("invitations:{organization_id}"),
        }
    }
}

/// The object's name for a caller of the API; `caller` is the id of a session or an API key.
pub(super) fn api_subject(caller: &str) -> String {
    format!("api:{caller}")
}

/// The object's name for callers without a credential at an IP address.
pub(super) fn anonymous_subject(address: &str) -> String {
    format!("anonymous:address:{}", address_hash(Some(address)))
}

/// The object's name for the senders of webhooks at an IP address.
pub(super) fn webhook_subject(address: &str) -> String {
    format!("webhook:address:{}", address_hash(Some(address)))
}

/// How many webhooks an IP address may send for each call without a credential.
const WEBHOOKS: u32 = 10;

/// The rate limit of webhooks, from that of calls without a credential.
pub(super) const fn webhook_limit(per_minute: u32) -> Limit {
    per_minute_limit(per_minute.saturating_mul(WEBHOOKS))
}

/// A rate limit of calls.
pub(super) const fn per_minute_limit(per_minute: u32) -> Limit {
    Limit { max: per_minute, window_ms: MINUTE }
}

/// An IPv6 host usually has a whole /64, so all of its addresses count as one.
fn address_hash(address: Option<&str>) -> String {
    let text = address.unwrap_or("unknown");
    match text.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => {
            let network = Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64));
            token_hash(&format!("{network}/64"))
        }
        Ok(IpAddr::V4(address)) => token_hash(&address.to_string()),
        Err(_) => token_hash(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_of_a_person_is_in_a_name() {
        let email = "demo.owner@steward.localhost";
        for rule in [
            Rule::SignInAccount(email, Some("192.0.2.7")),
            Rule::SignInEverywhere(email),
            Rule::SignInBrowser(email, "00"),
            Rule::ProofEmail(email),
            Rule::ProofDomain("steward.localhost"),
            Rule::SignInAddress(Some("192.0.2.7")),
            Rule::CodeEmail(email),
            Rule::CodeAddress(Some("192.0.2.7")),
            Rule::CodeAddress(None),
        ] {
            let subject = rule.subject();
            assert!(!subject.contains('@') && !subject.contains("192.0") && !subject.contains("demo"), "{subject}");
        }
    }

    #[test]
    fn different_subjects_are_counted_apart() {
        let subjects: std::collections::HashSet<_> = [
            Rule::SignInAccount("x", Some("x")),
            Rule::SignInAccount("x", Some("y")),
            Rule::SignInEverywhere("x"),
            Rule::SignInBrowser("x", "x"),
            Rule::CurrentPassword("x"),
            Rule::CurrentFactor("x"),
            Rule::SecondFactor("x"),
            Rule::SecondFactorBrowser("x", "x"),
            Rule::ProofEmail("x"),
            Rule::ProofDomain("x"),
            Rule::Proof,
            Rule::SignInAddress(Some("x")),
            Rule::ProviderAddress(Some("x")),
            Rule::CodeEmail("x"),
            Rule::CodeAddress(Some("x")),
            Rule::CodeAddress(Some("y")),
            Rule::CodeAddress(None),
            Rule::InvitationList("x"),
            Rule::JoinRequest("x"),
        ]
        .map(Rule::subject)
        .into();
        assert_eq!(subjects.len(), 19);
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        let of = |text| Rule::SignInAddress(Some(text)).subject();
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.7"), of("192.0.2.7"));
        assert_ne!(of("192.0.2.7"), of("192.0.2.8"));
        assert_eq!(anonymous_subject("2001:db8:1:2:3:4:5:6"), anonymous_subject("2001:db8:1:2::1"));
        assert_ne!(anonymous_subject("2001:db8:1:2::1"), anonymous_subject("2001:db8:1:3::1"));
        assert_ne!(webhook_subject("192.0.2.7"), anonymous_subject("192.0.2.7"));
        assert!(!webhook_subject("192.0.2.7").contains("192.0"));
    }
}
