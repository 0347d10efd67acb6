//! Reads `package.json` and detects the package manager.

use std::path::Path;

use serde_json::{Map, Value};

use super::StepError;
use super::checkout::Checkout;
use super::confined_file::{self, FileContent};
use crate::protocol::FailureCode;

const MAX_MANIFEST: u64 = 1024 * 1024;
const DEPENDENCIES: [&str; 5] =
    ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "workspaces"];
/// Scripts that an installation runs even without dependencies.
const INSTALL_SCRIPTS: [&str; 4] = ["preinstall", "install", "postinstall", "prepare"];
/// The script whose output is the configuration.
pub const CONFIGURATION_SCRIPT: &str = "steward";

/// A package manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackageManager {
    Npm,
    Pnpm,
    /// Yarn, of any version.
    Yarn,
}

impl PackageManager {
    /// The name of the program.
    #[must_use]
    pub fn program(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::Pnpm => "pnpm",
            Self::Yarn => "yarn",
        }
    }

    /// The arguments that run a script and print nothing but its output.
    #[must_use]
    pub fn run_arguments(self, script: &str) -> [String; 3] {
        ["run".into(), "--silent".into(), script.into()]
    }
}

/// The parts of `package.json` that the runner needs.
#[derive(Debug, PartialEq, Eq)]
pub struct Package {
    pub manager: PackageManager,
    pub install_arguments: &'static [&'static str],
    /// Whether there are dependencies or install scripts.
    pub needs_install: bool,
    /// Whether there is a script [`CONFIGURATION_SCRIPT`].
    pub has_configuration_script: bool,
}

/// Reads `package.json` of the estate's folder, if there is one.
///
/// # Errors
/// [`FailureCode::InstallFailed`] when it is not a JSON object or larger than 1 MiB.
pub fn read(checkout: &Checkout) -> Result<Option<Package>, StepError> {
    let file = checkout.directory.join("package.json");
    let bytes = match confined_file::read(&checkout.root, &file, MAX_MANIFEST)? {
        FileContent::Missing => return Ok(None),
        FileContent::TooLarge => return Err(unreadable("it is larger than 1 MiB")),
        FileContent::Bytes(bytes) => bytes,
    };
    let manifest: Map<String, Value> =
        serde_json::from_slice(&bytes).map_err(|error| unreadable(&error.to_string()))?;
    let is_filled = |name: &&str| match manifest.get(*name) {
        Some(Value::Object(entries)) => !entries.is_empty(),
        Some(Value::Array(entries)) => !entries.is_empty(),
        _ => false,
    };
    let has_script =
        |name: &&str| manifest.get("scripts").and_then(|scripts| scripts.get(*name)).is_some_and(Value::is_string);
    let (manager, install_arguments) = manager(checkout);
    Ok(Some(Package {
        manager,
        install_arguments,
        needs_install: DEPENDENCIES.iter().any(is_filled) || INSTALL_SCRIPTS.iter().any(has_script),
        has_configuration_script: has_script(&CONFIGURATION_SCRIPT),
    }))
}

/// Detected by the nearest lock file. Lock files of pnpm and Yarn also apply to the folders below, as their workspaces
/// do.
fn manager(checkout: &Checkout) -> (PackageManager, &'static [&'static str]) {
    let is_inside = |folder: &&Path| folder.starts_with(&checkout.root);
    for folder in checkout.directory.ancestors().take_while(is_inside) {
        if folder.join("pnpm-lock.yaml").is_file() {
            return (PackageManager::Pnpm, &["install", "--frozen-lockfile"]);
        }
        if folder.join("yarn.lock").is_file() {
            return (PackageManager::Yarn, &["install", "--frozen-lockfile"]);
        }
        if folder == checkout.directory && folder.join("package-lock.json").is_file() {
            return (PackageManager::Npm, &["ci", "--no-audit", "--no-fund", "--no-update-notifier"]);
        }
    }
    (PackageManager::Npm, &["install", "--no-audit", "--no-fund", "--no-update-notifier", "--no-package-lock"])
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

    fn manager_of(files: &[(&str, &str)], path: &str) -> (PackageManager, &'static str) {
        let package = package(files, path).unwrap().unwrap();
        (package.manager, package.install_arguments[0])
    }

    #[test]
    fn the_lock_file_determines_the_package_manager() {
        let own = ("package.json", "{}");
        assert_eq!(manager_of(&[own], ""), (PackageManager::Npm, "install"));
        assert_eq!(manager_of(&[own, ("package-lock.json", "{}")], ""), (PackageManager::Npm, "ci"));
        assert_eq!(manager_of(&[own, ("yarn.lock", "")], "").0, PackageManager::Yarn);
        assert_eq!(manager_of(&[own, ("pnpm-lock.yaml", ""), ("yarn.lock", "")], "").0, PackageManager::Pnpm);
        let inner = ("apps/one/package.json", "{}");
        assert_eq!(manager_of(&[inner, ("pnpm-lock.yaml", "")], "apps/one").0, PackageManager::Pnpm);
        assert_eq!(manager_of(&[inner, ("package-lock.json", "")], "apps/one"), (PackageManager::Npm, "install"));
        assert_eq!(manager_of(&[inner, ("yarn.lock", ""), ("apps/one/package-lock.json", "")], "apps/one").1, "ci");
    }

    #[test]
    fn detects_whether_an_installation_is_needed() {
        let of = |manifest| package(&[("package.json", manifest)], "").unwrap().unwrap();
        assert!(!of("{}").needs_install);
        assert!(!of(r#"{"dependencies":{},"scripts":{"test":"x"}}"#).needs_install);
        assert!(of(r#"{"devDependencies":{"a":"1"}}"#).needs_install);
        assert!(of(r#"{"scripts":{"postinstall":"x"}}"#).needs_install);
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
