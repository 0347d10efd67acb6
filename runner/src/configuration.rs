//! The runner's configuration, read from environment variables.

use std::net::SocketAddr;
use std::path::PathBuf;

use steward_kernel::id::{OrganizationId, TypeId};

use crate::build_request::MAX_TIMEOUT_SECONDS;
use crate::isolation::egress::Endpoint;
use crate::isolation::{Limits, Mode};
use crate::secret::Secret;

const DEFAULT_ADDRESS: &str = "127.0.0.1:4100";
const DEFAULT_CAPACITY: usize = 2;
const MAX_CAPACITY: usize = 64;
/// Above the ids of people and services, and of the ranges that systems assign by themselves.
const DEFAULT_UID_BASE: u32 = 700_000_000;
const MAX_UID_BASE: u32 = 2_000_000_000;
const DEFAULT_MEMORY_MB: u64 = 2_048;
const DEFAULT_DISK_MB: u64 = 4_096;
const DEFAULT_PROCESSES: u64 = 1_024;
/// Four processors for as long as a build may take.
const CPU_SECONDS: u64 = 4 * MAX_TIMEOUT_SECONDS;
const MEGABYTE: u64 = 1024 * 1024;

/// A variable is missing or has an invalid value.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{variable}: {message}")]
pub struct ConfigurationError {
    pub variable: &'static str,
    /// The required form of the value.
    pub message: String,
}

/// The configuration of one runner.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// `RUNNER_SECRET`, required: the bearer token of all requests.
    pub secret: Secret,
    /// `RUNNER_ADDRESS`, default 127.0.0.1:4100; port 0 selects a free port.
    pub address: SocketAddr,
    /// `RUNNER_WORK_DIRECTORY`; without it a temporary directory, removed on exit.
    pub work_directory: Option<PathBuf>,
    /// `RUNNER_CAPACITY`, default 2: builds that run at a time.
    pub capacity: usize,
    /// `RUNNER_BUILDS_PER_ORGANIZATION`, default one less than the capacity, at least 1: builds of one organization that run
    /// at a time, so that one organization never takes every slot.
    pub builds_per_organization: usize,
    /// `RUNNER_ALLOW_HTTP_CLONE=true`: repositories may be cloned over plain HTTP. For development only.
    pub allow_http_clone: bool,
    /// `RUNNER_ESBUILD`: the esbuild that compiles `steward.config.ts`; without it the one on PATH.
    pub esbuild: Option<PathBuf>,
    /// `RUNNER_PASS_ENVIRONMENT`, names separated by commas: variables of the runner's environment passed to builds.
    pub pass_environment: Vec<String>,
    /// `RUNNER_ISOLATION`: `auto` (default), `required`, `one_organization` or `trusted`.
    pub isolation: Mode,
    /// `RUNNER_ORGANIZATION`: the only organization that a runner without isolation serves; without it the first that
    /// builds.
    pub organization: Option<String>,
    /// `RUNNER_UID_BASE`: the first of 20,000 ids of users and groups that nothing else on the machine uses.
    pub uid_base: u32,
    /// `RUNNER_TOOLCHAIN`, paths separated by colons: what builds may read besides the system's programs and PATH.
    pub toolchain: Vec<PathBuf>,
    /// `RUNNER_EGRESS_HOSTS`, the entries without a port: the only hosts that builds reach besides the repository's and
    /// those of packages; `*.` stands for any subdomain. Without them all hosts with public addresses.
    pub egress_hosts: Option<Vec<String>>,
    /// `RUNNER_EGRESS_HOSTS`, the entries with a port: servers that builds reach wherever they are.
    pub egress_servers: Vec<Endpoint>,
    /// `RUNNER_MEMORY_MB`, `RUNNER_DISK_MB` and `RUNNER_PROCESSES`, of each isolated build.
    pub limits: Limits,
}

impl Configuration {
    /// Reads the configuration; `variable` returns the value of a variable. Empty values count as absent.
    ///
    /// # Errors
    /// [`ConfigurationError`] for the first variable that is missing or invalid.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigurationError> {
        let variable = |name| variable(name).filter(|value| !value.is_empty());
        let capacity = slots("RUNNER_CAPACITY", variable("RUNNER_CAPACITY"), MAX_CAPACITY)?.unwrap_or(DEFAULT_CAPACITY);
        let per_organization = variable("RUNNER_BUILDS_PER_ORGANIZATION");
        let per_organization = slots("RUNNER_BUILDS_PER_ORGANIZATION", per_organization, capacity)?;
        let (egress_hosts, egress_servers) = egress(variable("RUNNER_EGRESS_HOSTS"))?;
        Ok(Self {
            secret: variable("RUNNER_SECRET")
                .map(Secret::new)
                .ok_or_else(|| invalid("RUNNER_SECRET", "must be set: the secret that callers present"))?,
            address: variable("RUNNER_ADDRESS")
                .unwrap_or_else(|| DEFAULT_ADDRESS.to_owned())
                .parse()
                .map_err(|_| invalid("RUNNER_ADDRESS", "must be an address and a port, such as 127.0.0.1:4100"))?,
            work_directory: variable("RUNNER_WORK_DIRECTORY").map(PathBuf::from),
            capacity,
            builds_per_organization: per_organization.unwrap_or((capacity - 1).max(1)),
            allow_http_clone: flag("RUNNER_ALLOW_HTTP_CLONE", variable("RUNNER_ALLOW_HTTP_CLONE"))?,
            esbuild: variable("RUNNER_ESBUILD").map(PathBuf::from),
            pass_environment: pass_environment(variable("RUNNER_PASS_ENVIRONMENT"))?,
            isolation: isolation(variable("RUNNER_ISOLATION"))?,
            organization: organization(variable("RUNNER_ORGANIZATION"))?,
            uid_base: number("RUNNER_UID_BASE", variable("RUNNER_UID_BASE"), 1_000, MAX_UID_BASE)?
                .unwrap_or(DEFAULT_UID_BASE),
            toolchain: toolchain(variable("RUNNER_TOOLCHAIN"))?,
            egress_hosts,
            egress_servers,
            limits: Limits {
                memory_bytes: megabytes("RUNNER_MEMORY_MB", variable("RUNNER_MEMORY_MB"), DEFAULT_MEMORY_MB)?,
                disk_bytes: megabytes("RUNNER_DISK_MB", variable("RUNNER_DISK_MB"), DEFAULT_DISK_MB)?,
                processes: number("RUNNER_PROCESSES", variable("RUNNER_PROCESSES"), 16, 100_000)?
                    .unwrap_or(DEFAULT_PROCESSES),
                cpu_seconds: CPU_SECONDS,
            },
        })
    }
}

fn slots(name: &'static str, value: Option<String>, max: usize) -> Result<Option<usize>, ConfigurationError> {
    let Some(value) = value else { return Ok(None) };
    let slots = value.parse().ok().filter(|slots| (1..=max).contains(slots));
    slots.map(Some).ok_or_else(|| invalid(name, &format!("must be a whole number from 1 to {max}")))
}

fn number<N: std::str::FromStr + PartialOrd + std::fmt::Display>(
    name: &'static str,
    value: Option<String>,
    min: N,
    max: N,
) -> Result<Option<N>, ConfigurationError> {
    let Some(value) = value else { return Ok(None) };
    let number = value.parse().ok().filter(|number| (&min..=&max).contains(&number));
    number.map(Some).ok_or_else(|| invalid(name, &format!("must be a whole number from {min} to {max}")))
}

fn megabytes(name: &'static str, value: Option<String>, default: u64) -> Result<u64, ConfigurationError> {
    Ok(number(name, value, 64, 1_048_576)?.unwrap_or(default) * MEGABYTE)
}

fn isolation(value: Option<String>) -> Result<Mode, ConfigurationError> {
    match value.as_deref() {
        None | Some("auto") => Ok(Mode::Auto),
        Some("required") => Ok(Mode::Required),
        Some("one_organization") => Ok(Mode::OneOrganization),
        Some("trusted") => Ok(Mode::Trusted),
        Some(_) => Err(invalid("RUNNER_ISOLATION", "must be auto, required, one_organization or trusted")),
    }
}

fn organization(value: Option<String>) -> Result<Option<String>, ConfigurationError> {
    let id = value.map(|value| OrganizationId::parse(&value)).transpose();
    let id = id.map_err(|_| invalid("RUNNER_ORGANIZATION", "must be the id of an organization"))?;
    Ok(id.map(|id| id.to_string()))
}

fn toolchain(value: Option<String>) -> Result<Vec<PathBuf>, ConfigurationError> {
    let paths: Vec<PathBuf> = std::env::split_paths(&value.unwrap_or_default()).collect();
    let is_valid = paths.iter().all(|path| path.as_os_str().is_empty() || path.is_absolute());
    let paths = paths.into_iter().filter(|path| path.is_absolute()).collect();
    if is_valid { Ok(paths) } else { Err(invalid("RUNNER_TOOLCHAIN", "must be absolute paths separated by colons")) }
}

/// The entries without and with a port.
fn egress(value: Option<String>) -> Result<(Option<Vec<String>>, Vec<Endpoint>), ConfigurationError> {
    let (mut hosts, mut servers) = (Vec::new(), Vec::new());
    let value = value.unwrap_or_default();
    for entry in value.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
        let entry = entry.to_ascii_lowercase();
        match Endpoint::parse(entry.strip_prefix("*.").unwrap_or(&entry), 0) {
            Some(server) if server.port == 0 => hosts.push(entry),
            Some(server) if !entry.starts_with("*.") => servers.push(server),
            _ => return Err(invalid("RUNNER_EGRESS_HOSTS", "must be hosts, or hosts with ports, separated by commas")),
        }
    }
    Ok((Some(hosts).filter(|hosts| !hosts.is_empty()), servers))
}

fn flag(name: &'static str, value: Option<String>) -> Result<bool, ConfigurationError> {
    match value.as_deref() {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(invalid(name, "must be true or false")),
    }
}

fn pass_environment(value: Option<String>) -> Result<Vec<String>, ConfigurationError> {
    let names = value.unwrap_or_default();
    let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
    names
        .map(|name| {
            let is_reserved = name.to_ascii_uppercase().starts_with("RUNNER_");
            let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if is_reserved || !is_name {
                let message = format!("{name:?} cannot be passed on: it is the runner's own or not a variable's name");
                return Err(invalid("RUNNER_PASS_ENVIRONMENT", &message));
            }
            Ok(name.to_owned())
        })
        .collect()
}

fn invalid(variable: &'static str, message: &str) -> ConfigurationError {
    ConfigurationError { variable, message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Configuration, ConfigurationError> {
        Configuration::read(|name| pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1.to_owned()))
    }

    #[test]
    fn only_the_secret_is_required() {
        let configuration = read(&[("RUNNER_SECRET", "s")]).unwrap();
        assert_eq!(configuration.address.to_string(), DEFAULT_ADDRESS);
        assert_eq!(configuration.capacity, 2);
        assert!(!configuration.allow_http_clone);
        assert!(configuration.pass_environment.is_empty());
        assert_eq!(read(&[]).unwrap_err().variable, "RUNNER_SECRET");
        assert_eq!(read(&[("RUNNER_SECRET", "")]).unwrap_err().variable, "RUNNER_SECRET");
    }

    #[test]
    fn says_which_variable_is_wrong() {
        for (name, value) in [
            ("RUNNER_ADDRESS", "localhost"),
            ("RUNNER_CAPACITY", "0"),
            ("RUNNER_CAPACITY", "65"),
            ("RUNNER_CAPACITY", "many"),
            ("RUNNER_ALLOW_HTTP_CLONE", "yes"),
            ("RUNNER_PASS_ENVIRONMENT", "PATH, runner_secret"),
            ("RUNNER_PASS_ENVIRONMENT", "A=B"),
            ("RUNNER_ISOLATION", "none"),
            ("RUNNER_ORGANIZATION", "acme"),
            ("RUNNER_UID_BASE", "0"),
            ("RUNNER_TOOLCHAIN", "/opt/a:b"),
            ("RUNNER_EGRESS_HOSTS", "example.com, a b"),
            ("RUNNER_EGRESS_HOSTS", "https://example.com"),
            ("RUNNER_MEMORY_MB", "1"),
            ("RUNNER_DISK_MB", "x"),
            ("RUNNER_PROCESSES", "0"),
        ] {
            assert_eq!(read(&[("RUNNER_SECRET", "s"), (name, value)]).unwrap_err().variable, name, "{value}");
        }
    }

    #[test]
    fn lists_are_separated_by_commas() {
        let configuration = read(&[("RUNNER_SECRET", "s"), ("RUNNER_PASS_ENVIRONMENT", "HTTPS_PROXY, no_proxy,")]);
        assert_eq!(configuration.unwrap().pass_environment, ["HTTPS_PROXY", "no_proxy"]);
        let hosts = "*.Example.com, 10.0.0.7:8080,example.org";
        let configuration = read(&[("RUNNER_SECRET", "s"), ("RUNNER_EGRESS_HOSTS", hosts)]).unwrap();
        assert_eq!(configuration.egress_hosts.unwrap(), ["*.example.com", "example.org"]);
        assert_eq!(configuration.egress_servers, [Endpoint::parse("10.0.0.7:8080", 0).unwrap()]);
    }
}
