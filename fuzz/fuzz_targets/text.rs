//! Short texts of requests: what is accepted has one form, is accepted again, and reads alike in every part of the product.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steward::platform::http_client::fuzz_public_url;
use steward_kernel::error::Error;
use steward_kernel::id::{EstateId, OrganizationId, TypeId, UserId};
use steward_kernel::time::Timestamp;
use steward_kernel::{domain, input, redirect_uri, retry, slug};
use steward_runner::build_request::{BranchName, CommitHash, EstatePath};
use url::{Host, Url};

/// A text in the form in which it is stored.
type Normalize = fn(&str, &str) -> Result<String, Error>;
const NORMALIZED: [Normalize; 7] =
    [domain::parse, slug::parse, input::name, input::email, input::return_path, input::commit_hash, input::branch];

fuzz_target!(|text: &str| {
    for normalize in NORMALIZED {
        if let Ok(once) = normalize("field", text) {
            assert_eq!(normalize("field", &once).ok(), Some(once), "{text:?}");
        }
    }
    ids(text);
    times(text);
    addresses(text);
    git(text);
    paths(text);
    redirects(text);
    slugs(text);
    public_urls(text);
});

fn ids(text: &str) {
    let kinds = [UserId::parse(text).is_ok(), OrganizationId::parse(text).is_ok(), EstateId::parse(text).is_ok()];
    assert!(kinds.iter().filter(|is| **is).count() <= 1);
    if let Ok(id) = UserId::parse(text) {
        assert_eq!(id.as_ref(), text);
    }
}

fn times(text: &str) {
    if let Ok(time) = Timestamp::parse("at", text) {
        assert_eq!(Timestamp::parse("at", &time.to_string()).ok(), Some(time), "{text:?}");
    }
    let _ = retry::retry_after_ms(text, 1_700_000_000_000);
}

fn addresses(text: &str) {
    let Ok(address) = input::email("email", text) else { return };
    if let Some(domain) = domain::of_email(&address) {
        assert!(address.ends_with(&format!("@{domain}")));
        assert!(domain.contains("xn--") || Host::parse(&domain) == Ok(Host::Domain(domain)));
    }
}

/// The runner accepts what the API has accepted.
fn git(text: &str) {
    assert_eq!(input::branch("branch", text).is_ok(), BranchName::parse(text).is_ok(), "{text:?}");
    if let Ok(commit) = input::commit_hash("commit", text) {
        assert!(commit.len() == 64 || CommitHash::parse(&commit).is_ok());
    }
    if let Ok(Some(path)) = input::repository_path("path", text) {
        let read = EstatePath::parse(&path).expect("the runner refuses the path");
        assert_eq!(read.map(|path| path.as_str().to_owned()), Some(path.clone()));
        assert_eq!(input::repository_path("path", &path).ok(), Some(Some(path)));
    }
}

/// A browser stays on the site.
fn paths(text: &str) {
    let Ok(path) = input::return_path("returnUrl", text) else { return };
    let site = Url::parse("https://steward.example/page").unwrap();
    let opened = site.join(&path).expect("a browser cannot open the path");
    assert_eq!(opened.origin(), site.origin(), "{text:?}");
}

/// Reads a URL as browsers do, which refuse names that only look like Punycode: nothing is sent there.
fn opened(text: &str, why: &str) -> Option<Url> {
    match Url::parse(text) {
        Ok(url) => Some(url),
        Err(error) => {
            assert!(text.to_ascii_lowercase().contains("xn--"), "{why}: {error}: {text:?}");
            None
        }
    }
}

/// A browser sends the answer to the host that the text names.
fn redirects(text: &str) {
    if redirect_uri::check(text).is_err() {
        return;
    }
    assert!(redirect_uri::is_registered([text], text));
    let Some(opened) = opened(text, "a browser cannot open the URI") else { return };
    assert!(opened.username().is_empty() && opened.password().is_none() && opened.fragment().is_none());
    assert!(!opened.path().split('/').any(|segment| matches!(segment, "." | "..")));
    let is_loopback = match opened.host() {
        Some(Host::Domain(host)) => host == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match opened.scheme() {
        "http" => assert!(is_loopback, "{text:?}"),
        "https" => {
            assert!(is_loopback || matches!(opened.host(), Some(Host::Domain(_))), "{text:?}");
            assert_eq!(redirect_uri::is_claimed(text), !is_loopback, "{text:?}");
            assert!(text.starts_with(&format!("https://{}", opened.host_str().unwrap())), "{text:?}");
        }
        scheme => assert!(scheme.contains('.'), "{text:?}"),
    }
}

fn slugs(text: &str) {
    for candidate in slug::candidates(text, [7; 8]) {
        assert_eq!(slug::parse("slug", &candidate).ok(), Some(candidate));
    }
}

/// The URL is fetched from the host that was judged, which is on the public internet.
fn public_urls(text: &str) {
    let Some(url) = fuzz_public_url(text) else { return };
    let Some(fetched) = opened(&url, "the runtime cannot fetch the URL") else { return };
    assert_eq!(fetched.scheme(), "https");
    assert!(fetched.username().is_empty() && fetched.password().is_none());
    match fetched.host() {
        Some(Host::Domain(host)) => assert!(host.contains('.') && !host.ends_with(".localhost"), "{text:?}"),
        Some(Host::Ipv4(address)) => assert!(
            !(address.is_private() || address.is_loopback() || address.is_link_local() || address.is_unspecified()),
            "{text:?}"
        ),
        Some(Host::Ipv6(address)) => assert!(
            !(address.is_loopback()
                || address.is_unspecified()
                || address.is_unique_local()
                || address.is_unicast_link_local())
                && address.to_ipv4_mapped().is_none(),
            "{text:?}"
        ),
        None => panic!("{text:?}"),
    }
}
