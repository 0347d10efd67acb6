//! Reads `package.json`.

use serde_json::{Map, Value};

use super::StepError;
use super::checkout::Checkout;
use super::confined_file::{self, FileContent};
use super::not_cloned::{self, IS_POINTER};
use super::package_manager::{Installation, PackageManager, installation};
use crate::protocol::FailureCode;

const MAX_MANIFEST: u64 = 1024 * 1024;
const DEPENDENCIES: [&str; 5] =
    ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "workspaces"];
/// Scripts that an installation runs even without dependencies.
const INSTALL_SCRIPTS: [&str; 4] = ["preinstall", "install", "postinstall", "prepare"];
/// The script whose output is the configuration.
pub const CONFIGURATION_SCRIPT: &str = "steward";

/// The parts of `package.json` that the runner needs.
#[derive(Debug, PartialEq, Eq)]
pub struct Package {
    pub manager: PackageManager,
    /// None without dependencies and install scripts.
    pub installation: Option<Installation>,
    /// Whether there is a script [`CONFIGURATION_SCRIPT`].
    pub has_configuration_script: bool,
}

/// Reads `package.json` of the estate's folder, if there is one.
///
/// # Errors
/// [`FailureCode::InstallFailed`] when it is not a JSON object or larger than 1 MiB, or dependencies are locked by a
/// package manager that is not supported.
pub fn read(checkout: &Checkout) -> Result<Option<Package>, StepError> {
    let file = checkout.directory.join("package.json");
    let bytes = match confined_file::read(&checkout.root, &file, MAX_MANIFEST)? {
        FileContent::Missing => return Ok(None),
        FileContent::TooLarge => return Err(unreadable("it is larger than 1 MiB")),
        FileContent::Bytes(bytes) => bytes,
    };
    if not_cloned::is_pointer(&bytes) {
        let message = format!("package.json {IS_POINTER}");
        return Err(StepError::failed(FailureCode::InstallFailed, message));
    }
    let manifest: Map<String, Value> =
        serde_json::from_slice(&bytes).map_err(|error| unreadable(&error.to_string()))?;
    let is_filled = |name: &&str| match manifest.get(*name) {
        Some(Value::Object(entries)) => !entries.is_empty(),
        Some(Value::Array(entries)) => !entries.is_empty(),
        _ => false,
    };
    let has_script =
        |name: &&str| manifest.get("scripts").and_then(|scripts| scripts.get(*name)).is_some_and(Value::is_string);
    let needs_install = DEPENDENCIES.iter().any(is_filled) || INSTALL_SCRIPTS.iter().any(has_script);
    let installation = needs_install.then(|| installation(checkout)).transpose()?;
    Ok(Some(Package {
        manager: installation.as_ref().map_or(PackageManager::Npm, |installation| installation.manager),
        installation,
        has_configuration_script: has_script(&CONFIGURATION_SCRIPT),
    }))
}

fn unreadable(reason: &str) -> StepError {
    StepError::failed(FailureCode::InstallFailed, format!("package.json cannot be read: {reason}"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn package(files: &[(&str, &str)], path: &str) -> Result<Option<Package>, StepError> {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().canonicalize().unwrap();
        for (name, text) in files {
            fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
            fs::write(root.join(name), text).unwrap();
        }
        read(&Checkout { directory: root.join(path), root })
    }

    #[test]
    fn detects_whether_an_installation_is_needed() {
        let of = |manifest| package(&[("package.json", manifest)], "").unwrap().unwrap();
        assert!(of("{}").installation.is_none());
        assert!(of(r#"{"dependencies":{},"scripts":{"test":"x"}}"#).installation.is_none());
        assert!(of(r#"{"devDependencies":{"a":"1"}}"#).installation.is_some());
        assert!(of(r#"{"scripts":{"postinstall":"x"}}"#).installation.is_some());
        assert!(of(r#"{"scripts":{"steward":"x"}}"#).has_configuration_script);
        assert!(!of(r#"{"scripts":{"steward":1}}"#).has_configuration_script);
    }

    #[test]
    fn an_invalid_manifest_fails_the_build() {
        assert_eq!(package(&[("README.md", "")], "").unwrap(), None);
        for broken in ["", "[]", "{", "nonsense"] {
            let error = package(&[("package.json", broken)], "").unwrap_err();
            assert!(error.to_string().contains("InstallFailed"), "{error}");
        }
    }
}
