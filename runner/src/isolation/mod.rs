//! Isolation of builds from each other and from the runner.
//!
//! Where the system allows it, each build runs as a user of its own in namespaces of its own ([`Isolator`]). Where it
//! does not, the runner serves one organization.

mod claim;
pub mod disk;
pub mod egress;
#[cfg(target_os = "linux")]
pub mod init;
#[cfg(target_os = "linux")]
mod isolator;
#[cfg(target_os = "linux")]
mod limits;
#[cfg(target_os = "linux")]
pub mod memory_group;
#[cfg(target_os = "linux")]
mod mounts;
#[cfg(target_os = "linux")]
mod network;
mod sandbox;
#[cfg(target_os = "linux")]
mod toolchain;
#[cfg(not(target_os = "linux"))]
mod unavailable;
#[cfg(target_os = "linux")]
mod users;

pub use claim::Claim;
#[cfg(target_os = "linux")]
pub use isolator::{BuildSandbox, Isolator};
pub use sandbox::{Limits, Sandbox};
use serde::Serialize;
#[cfg(not(target_os = "linux"))]
pub use unavailable::{BuildSandbox, Isolator};

/// The setting `RUNNER_ISOLATION`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Isolates where the system allows it, else serves one organization.
    Auto,
    /// Does not start where the system does not allow isolation.
    Required,
    /// Serves one organization, without isolation.
    OneOrganization,
    /// Serves all organizations without isolation. For development.
    Trusted,
}

/// How the runner keeps organizations apart, as `GET /health` shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum Description {
    Isolated {
        /// Whether memory is limited for a build as a whole, or only for each of its processes.
        #[serde(rename = "memoryLimit")]
        memory_limit: &'static str,
    },
    OneOrganization {
        /// Why builds are not isolated.
        reason: String,
    },
    Trusted,
}

/// How the runner keeps organizations apart.
#[derive(Debug)]
pub enum Isolation {
    Isolated(Box<Isolator>),
    OneOrganization { reason: String, claim: Claim },
    Trusted,
}

impl Isolation {
    /// The isolator, if builds are isolated.
    #[must_use]
    pub fn isolator(&self) -> Option<&Isolator> {
        match self {
            Self::Isolated(isolator) => Some(isolator),
            Self::OneOrganization { .. } | Self::Trusted => None,
        }
    }

    /// Whether the runner may build for the organization.
    ///
    /// # Errors
    /// Why it may not, as a sentence.
    pub fn admit(&self, organization: Option<&str>) -> Result<(), String> {
        match self {
            Self::OneOrganization { reason, claim } if !claim.admits(organization) => Err(format!(
                "this runner cannot keep builds apart ({reason}), so it serves one organization, and this is another"
            )),
            _ => Ok(()),
        }
    }

    /// For `GET /health` and the log.
    #[must_use]
    pub fn describe(&self) -> Description {
        match self {
            Self::Isolated(isolator) => {
                let memory_limit = if isolator.limits_whole_memory() { "build" } else { "process" };
                Description::Isolated { memory_limit }
            }
            Self::OneOrganization { reason, .. } => Description::OneOrganization { reason: reason.clone() },
            Self::Trusted => Description::Trusted,
        }
    }
}
