//! `package.json`, and the package manager that its folder is made for.

use std::path::Path;

use serde_json::{Map, Value};

use super::StepError;
use super::checkout::Checkout;
use super::confined::{self, Confined};
use crate::protocol::FailureCode;

const LARGEST_MANIFEST: u64 = 1024 * 1024;
const DEPENDENCIES: [&str; 5] =
    ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "workspaces"];
/// Scripts that an installation runs though there is nothing to install.
const INSTALL_SCRIPTS: [&str; 4] = ["preinstall", "install", "postinstall", "prepare"];
/// The script whose output is the configuration.
pub const CONFIGURATION_SCRIPT: &str = "steward";

/// A package manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manager {
    /// npm.
    Npm,
    /// pnpm.
    Pnpm,
    /// Yarn, of any version.
    Yarn,
}

impl Manager {
    /// Its program.
    #[must_use]
    pub fn program(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::Pnpm => "pnpm",
            Self::Yarn => "yarn",
        }
    }

    /// How it runs a script and prints nothing but the script's own output.
    #[must_use]
    pub fn run_arguments(self, script: &str) -> [String; 3] {
        ["run".into(), "--silent".into(), script.into()]
    }
}

/// What the runner needs to know of `package.json`.
#[derive(Debug, PartialEq, Eq)]
pub struct Package {
    /// The package manager.
    pub manager: Manager,
    /// Its arguments for an installation.
    pub install_arguments: &'static [&'static str],
    /// Whether an installation would do anything.
    pub has_work: bool,
    /// Whether there is a script [`CONFIGURATION_SCRIPT`].
    pub has_configuration_script: bool,
}

/// Reads `package.json` of the estate's folder, if there is one.
///
/// # Errors
/// [`FailureCode::InstallFailed`] when it is not a JSON object or larger than 1 MiB.
pub fn read(checkout: &Checkout) -> Result<Option<Package>, StepError> {
    let file = checkout.directory.join("package.json");
    let bytes = match confined::read(&checkout.root, &file, LARGEST_MANIFEST)? {
        Confined::Absent => return Ok(None),
        Confined::TooLarge => return Err(broken("it is larger than 1 MiB")),
        Confined::Bytes(bytes) => bytes,
    };
    let manifest: Map<String, Value> = serde_json::from_slice(&bytes).map_err(|error| broken(&error.to_string()))?;
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
        has_work: DEPENDENCIES.iter().any(is_filled) || INSTALL_SCRIPTS.iter().any(has_script),
        has_configuration_script: has_script(&CONFIGURATION_SCRIPT),
    }))
}

/// By the nearest lock file. Those of pnpm and Yarn count for the folders below them too, as their workspaces do.
fn manager(checkout: &Checkout) -> (Manager, &'static [&'static str]) {
    let is_inside = |folder: &&Path| folder.starts_with(&checkout.root);
    for folder in checkout.directory.ancestors().take_while(is_inside) {
        if folder.join("pnpm-lock.yaml").is_file() {
            return (Manager::Pnpm, &["install", "--frozen-lockfile"]);
        }
        if folder.join("yarn.lock").is_file() {
            return (Manager::Yarn, &["install", "--frozen-lockfile"]);
        }
        if folder == checkout.directory && folder.join("package-lock.json").is_file() {
            return (Manager::Npm, &["ci", "--no-audit", "--no-fund", "--no-update-notifier"]);
        }
    }
    (Manager::Npm, &["install", "--no-audit", "--no-fund", "--no-update-notifier", "--no-package-lock"])
}

fn broken(reason: &str) -> StepError {
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

    fn manager_of(files: &[(&str, &str)], path: &str) -> (Manager, &'static str) {
        let package = package(files, path).unwrap().unwrap();
        (package.manager, package.install_arguments[0])
    }

    #[test]
    fn the_lock_file_says_which_manager() {
        let own = ("package.json", "{}");
        assert_eq!(manager_of(&[own], ""), (Manager::Npm, "install"));
        assert_eq!(manager_of(&[own, ("package-lock.json", "{}")], ""), (Manager::Npm, "ci"));
        assert_eq!(manager_of(&[own, ("yarn.lock", "")], "").0, Manager::Yarn);
        assert_eq!(manager_of(&[own, ("pnpm-lock.yaml", ""), ("yarn.lock", "")], "").0, Manager::Pnpm);
        let inner = ("apps/one/package.json", "{}");
        assert_eq!(manager_of(&[inner, ("pnpm-lock.yaml", "")], "apps/one").0, Manager::Pnpm);
        assert_eq!(manager_of(&[inner, ("package-lock.json", "")], "apps/one"), (Manager::Npm, "install"));
        assert_eq!(manager_of(&[inner, ("yarn.lock", ""), ("apps/one/package-lock.json", "")], "apps/one").1, "ci");
    }

    #[test]
    fn knows_whether_there_is_anything_to_do() {
        let of = |manifest| package(&[("package.json", manifest)], "").unwrap().unwrap();
        assert!(!of("{}").has_work);
        assert!(!of(r#"{"dependencies":{},"scripts":{"test":"x"}}"#).has_work);
        assert!(of(r#"{"devDependencies":{"a":"1"}}"#).has_work);
        assert!(of(r#"{"scripts":{"postinstall":"x"}}"#).has_work);
        assert!(of(r#"{"scripts":{"steward":"x"}}"#).has_configuration_script);
        assert!(!of(r#"{"scripts":{"steward":1}}"#).has_configuration_script);
    }

    #[test]
    fn a_broken_manifest_is_a_reason() {
        assert_eq!(package(&[("README.md", "")], "").unwrap(), None);
        for broken in ["", "[]", "{", "nonsense"] {
            let error = package(&[("package.json", broken)], "").unwrap_err();
            assert!(error.to_string().contains("InstallFailed"), "{error}");
        }
    }
}
