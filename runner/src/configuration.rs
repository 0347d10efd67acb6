//! The runner's configuration, read from environment variables.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::secret::Secret;

const DEFAULT_ADDRESS: &str = "127.0.0.1:4100";
const DEFAULT_CAPACITY: usize = 2;
const MAX_CAPACITY: usize = 64;

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
        })
    }
}

fn slots(name: &'static str, value: Option<String>, max: usize) -> Result<Option<usize>, ConfigurationError> {
    let Some(value) = value else { return Ok(None) };
    let slots = value.parse().ok().filter(|slots| (1..=max).contains(slots));
    slots.map(Some).ok_or_else(|| invalid(name, &format!("must be a whole number from 1 to {max}")))
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
        ] {
            assert_eq!(read(&[("RUNNER_SECRET", "s"), (name, value)]).unwrap_err().variable, name, "{value}");
        }
    }

    #[test]
    fn lists_are_separated_by_commas() {
        let configuration = read(&[("RUNNER_SECRET", "s"), ("RUNNER_PASS_ENVIRONMENT", "HTTPS_PROXY, no_proxy,")]);
        assert_eq!(configuration.unwrap().pass_environment, ["HTTPS_PROXY", "no_proxy"]);
    }
}
