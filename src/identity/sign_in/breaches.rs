//! Passwords that are known from data breaches (NIST SP 800-63B, 5.1.1.2). The service learns only the first five digits of
//! the SHA-1, and answers with all hashes that begin with them, in the format of Have I Been Pwned's ranges:
//! <https://haveibeenpwned.com/API/v3#SearchingPwnedPasswordsByRange>

use std::time::Duration;

use steward_kernel::error::Error;

use crate::edge::hmac::sha1;
use crate::edge::text::nfkc;
use crate::edge::{Edge, log};
use crate::platform::http_client::{HttpClient, Request};

/// The digits that the service learns.
const PREFIX_LENGTH: usize = 5;
/// A range has about a thousand hashes of some 40 bytes.
const BODY_LIMIT: usize = 512 * 1024;
const TIMEOUT: Duration = Duration::from_secs(3);

/// Refuses a new password that is known from a data breach. Where no service is configured, and while it fails, every
/// password is accepted.
///
/// # Errors
/// [`Error::Validation`] for `field`.
pub async fn must_not_be_breached(edge: &Edge, field: &str, password: &str) -> Result<(), Error> {
    match is_breached(edge, &nfkc(password)).await {
        Ok(false) => Ok(()),
        Ok(true) => Err(Error::field(field, "Choose another password: this one is known from a data breach.")),
        Err(error) => {
            log::error("look up breached password failed", &[("error", format!("{error:?}").into())]);
            Ok(())
        }
    }
}

async fn is_breached(edge: &Edge, password: &str) -> Result<bool, Error> {
    let Some(url) = edge.config().breached_passwords()?.url.clone() else { return Ok(false) };
    let hash = hex::encode_upper(sha1(password.as_bytes()).await?);
    let (prefix, suffix) = hash.split_at_checked(PREFIX_LENGTH).unwrap_or_default();
    let request = Request::get(format!("{url}/range/{prefix}")).header("add-padding", "true");
    let client = HttpClient::new("breached passwords").with_timeout(TIMEOUT).with_body_limit(BODY_LIMIT);
    let response = client.send(&request).await?;
    if response.status != 200 {
        let detail = format!("status {}", response.status);
        return Err(Error::ExternalApi { service: "breached passwords", detail });
    }
    Ok(has(&response.body, suffix))
}

/// Whether a range has the suffix. The lines that pad it have the count 0.
fn has(range: &str, suffix: &str) -> bool {
    range.lines().filter_map(|line| line.trim().split_once(':')).any(|(found, count)| {
        found.eq_ignore_ascii_case(suffix) && count.trim().parse::<u64>().is_ok_and(|count| count > 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_has_the_suffixes_with_a_count() {
        let range = "0018A45C4D1DEF81644B54AB7F969B88D65:10\r\n00D4F6E8FA6EECAD2A3AA415EEC418D38EC:0\r\n";
        assert!(has(range, "0018A45C4D1DEF81644B54AB7F969B88D65"));
        assert!(has(range, "0018a45c4d1def81644b54ab7f969b88d65"));
        assert!(!has(range, "00D4F6E8FA6EECAD2A3AA415EEC418D38EC"), "padding");
        assert!(!has(range, "0018A45C4D1DEF81644B54AB7F969B88D66"));
        assert!(!has("", ""));
        assert!(!has("a body of something else: 3", "A BODY"));
    }
}
