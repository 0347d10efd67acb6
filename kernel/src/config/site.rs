//! The platform itself: its URL, environment, limits, runner and administrators.

use super::reader::{Lookup, Problems, Reader, list, origin, text, url};
use crate::time::{MINUTE, SECOND};

/// The platform's URL, its environment and the allowed origins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// `PUBLIC_URL`: the platform's public origin, without a trailing slash. Cookies, links and the origin check depend
    /// on it.
    pub public_url: String,
    /// `ENVIRONMENT`: free text; `production` when it is not set.
    pub environment: String,
    /// `ALLOWED_ORIGINS`: other origins that may call the API with a bearer token, separated by commas, such as a
    /// browser extension's.
    pub allowed_origins: Vec<String>,
}

impl Site {
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let public_url = reader.parsed("PUBLIC_URL", "an origin such as https://steward.example.com", origin);
        let allowed_origins = reader.optional_parsed("ALLOWED_ORIGINS", "origins separated by commas", |text| {
            list(text).map(|item| allowed_origin(item).then(|| item.to_owned())).collect()
        });
        Some(Self {
            public_url: public_url?,
            environment: environment(reader.optional("ENVIRONMENT")),
            allowed_origins: allowed_origins.unwrap_or_default(),
        })
    }

    /// Whether the origin is one of `ALLOWED_ORIGINS`.
    #[must_use]
    pub fn allows_origin(&self, origin: &str) -> bool {
        self.allowed_origins.iter().any(|allowed| allowed == origin)
    }

    /// Whether the public URL uses https.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// Without a name, the environment is assumed to be production.
fn environment(configured: Option<String>) -> String {
    configured.unwrap_or_else(|| PRODUCTION.to_owned())
}

const PRODUCTION: &str = "production";

/// An origin as browsers send it (RFC 6454, 6.1), with any scheme: `chrome-extension://…`.
fn allowed_origin(text: &str) -> bool {
    let Some((scheme, host)) = text.split_once("://") else { return false };
    let is_scheme = !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let is_host =
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'/' | b'*' | b'@'));
    is_scheme && is_host
}

/// The rate limits of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// `API_LIMIT_PER_MINUTE`: calls per minute for each session and each API key; 600 when it is not set.
    pub api_per_minute: u32,
    /// `ANONYMOUS_LIMIT_PER_MINUTE`: calls per minute without a valid credential from each IP address; 600 when it is
    /// not set. Webhooks have ten times as many, because a provider sends those of all its users from a few addresses.
    pub anonymous_per_minute: u32,
}

impl Limits {
    const PER_MINUTE: u32 = 600;

    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let mut number = |name| {
            let number = reader.optional_parsed(name, "a whole number from 1", |text| {
                text.parse::<u32>().ok().filter(|number| *number > 0)
            });
            number.unwrap_or(Self::PER_MINUTE)
        };
        Some(Self {
            api_per_minute: number("API_LIMIT_PER_MINUTE"),
            anonymous_per_minute: number("ANONYMOUS_LIMIT_PER_MINUTE"),
        })
    }
}

/// Who may sign up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignUpMode {
    /// Everybody.
    Open,
    /// Addresses and domains that administrators list, and invited addresses.
    AllowList,
    /// The same; other addresses are put on a list, from which administrators let them in.
    Waitlist,
}

impl SignUpMode {
    /// Reads `SIGN_UP_MODE`; open when it is not set.
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let mode = reader.optional_parsed("SIGN_UP_MODE", "open, allow_list or waitlist", |text| match text {
            "open" => Some(Self::Open),
            "allow_list" => Some(Self::AllowList),
            "waitlist" => Some(Self::Waitlist),
            _ => None,
        });
        Some(mode.unwrap_or(Self::Open))
    }
}

/// The domains of the administrators' addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Administrators {
    /// `ADMIN_EMAIL_DOMAINS`: users with a proven address at one of these domains are administrators. Lower case.
    pub email_domains: Vec<String>,
}

impl Administrators {
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let domains = reader.optional_parsed("ADMIN_EMAIL_DOMAINS", "domains separated by commas", |text| {
            list(text).map(|item| crate::domain::parse("domain", item).ok()).collect()
        });
        Some(Self { email_domains: domains.unwrap_or_default() })
    }

    /// Whether an address is at one of the domains. Subdomains are not included.
    #[must_use]
    pub fn includes(&self, email: &str) -> bool {
        let domain = email.rsplit_once('@').map(|(_, domain)| domain);
        domain.is_some_and(|domain| self.email_domains.iter().any(|named| named.eq_ignore_ascii_case(domain)))
    }
}

/// The DNS resolver for domain verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dns {
    /// `DNS_URL`: a DNS over HTTPS resolver that responds with JSON.
    pub url: String,
}

impl Dns {
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self { url: reader.url("DNS_URL")? })
    }
}

/// The service that knows passwords from data breaches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BreachedPasswords {
    /// `BREACHED_PASSWORDS_URL`: where `/range/<five digits of the SHA-1>` is, such as
    /// `https://api.pwnedpasswords.com`. Without it, passwords are not looked up.
    pub url: Option<String>,
}

impl BreachedPasswords {
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            url: reader.optional_parsed("BREACHED_PASSWORDS_URL", "an http or https address without a query", url),
        })
    }
}

/// The configuration of requests to user-provided URLs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outbound {
    /// `PRIVATE_HOSTS`: hosts of this machine or a private network, with ports, that are allowed nevertheless; for
    /// development only.
    pub private_hosts: Vec<String>,
}

impl Outbound {
    pub(super) fn read(lookup: &Lookup<'_>) -> Self {
        let hosts = text(lookup, "PRIVATE_HOSTS").unwrap_or_default();
        Self { private_hosts: list(&hosts).map(ToOwned::to_owned).collect() }
    }
}

/// The service that runs builds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runner {
    /// `RUNNER`.
    pub location: RunnerLocation,
    /// `RUNNER_SECRET`: the bearer token that the runner and the platform share.
    pub secret: String,
    /// `BUILD_TIMEOUT_SECONDS`; ten minutes without it, and at most.
    pub build_timeout_seconds: Option<u32>,
}

/// The location of the runner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunnerLocation {
    /// `container`: a Cloudflare container per estate.
    Container,
    /// A runner at this URL.
    Address(String),
}

/// The longest time that a build may take, and the default.
pub const MAX_BUILD_MS: i64 = 10 * MINUTE;

impl Runner {
    /// Reads this concern alone, for the objects that call the runner.
    ///
    /// # Errors
    /// The problems of its variables.
    pub fn load(lookup: &Lookup<'_>) -> Result<Self, Problems> {
        Reader::read(lookup, Self::read)
    }

    /// The longest time that a build may take.
    #[must_use]
    pub fn build_timeout_ms(&self) -> i64 {
        self.build_timeout_seconds.map_or(MAX_BUILD_MS, |seconds| (i64::from(seconds) * SECOND).min(MAX_BUILD_MS))
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let form = "container, or the http or https address of a runner";
        let location = reader.parsed("RUNNER", form, |text| match text {
            "container" => Some(RunnerLocation::Container),
            address => url(address).map(RunnerLocation::Address),
        });
        let secret = reader.required("RUNNER_SECRET");
        let build_timeout_seconds = reader.optional_parsed("BUILD_TIMEOUT_SECONDS", "a whole number from 1", |text| {
            text.parse::<u32>().ok().filter(|number| *number > 0)
        });
        Some(Self { location: location?, secret: secret?, build_timeout_seconds })
    }
}

/// The configuration for tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Testing {
    /// Whether the operations under `/api/testing` exist: `TESTING_ROUTER` is `on`, and `ENVIRONMENT` is set and is not
    /// `production`.
    pub is_router_on: bool,
    /// Whether new passwords are hashed at the least cost, which makes hundreds of test users affordable:
    /// `TESTING_PASSWORD_HASH` is `cheap`, under the same condition.
    pub is_password_hash_cheap: bool,
}

impl Testing {
    pub(super) fn read(lookup: &Lookup<'_>) -> Self {
        let is_allowed = environment(text(lookup, "ENVIRONMENT")) != PRODUCTION;
        let is = |name, value: &str| is_allowed && text(lookup, name).is_some_and(|text| text == value);
        Self { is_router_on: is("TESTING_ROUTER", "on"), is_password_hash_cheap: is("TESTING_PASSWORD_HASH", "cheap") }
    }
}
