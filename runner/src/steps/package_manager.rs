//! Detects the package manager and its lock file.

use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::HashMap;
use std::path::Path;

use super::StepError;
use super::checkout::Checkout;
use super::confined_file::{self, FileContent};
use crate::protocol::FailureCode;

const MAX_MANIFEST: u64 = 1024 * 1024;
/// The largest lock file of npm that is searched for a workspace, in bytes.
const MAX_LOCK: u64 = 64 * 1024 * 1024;
/// Lock files of package managers that are not supported.
const UNSUPPORTED_LOCKS: [&str; 3] = ["bun.lock", "bun.lockb", "deno.lock"];

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

    /// The lock files, the first that exists applies.
    const fn locks(self) -> &'static [&'static str] {
        match self {
            Self::Npm => &["npm-shrinkwrap.json", "package-lock.json"],
            Self::Pnpm => &["pnpm-lock.yaml"],
            Self::Yarn => &["yarn.lock"],
        }
    }

    const fn install_arguments(self, is_locked: bool) -> &'static [&'static str] {
        match (self, is_locked) {
            (Self::Npm, true) => &["ci", "--no-audit", "--no-fund", "--no-update-notifier"],
            (Self::Npm, false) => &["install", "--no-audit", "--no-fund", "--no-update-notifier", "--no-package-lock"],
            (Self::Pnpm | Self::Yarn, true) => &["install", "--frozen-lockfile"],
            (Self::Pnpm, false) => &["install", "--no-frozen-lockfile"],
            (Self::Yarn, false) => &["install"],
        }
    }
}

/// How dependencies are installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Installation {
    pub manager: PackageManager,
    pub arguments: &'static [&'static str],
}

/// The part of `package.json` that names the package manager: `pnpm@10.1.0`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    package_manager: Option<String>,
}

/// The part of npm's lock file that lists the folders of the workspaces, among others.
#[derive(Deserialize)]
struct Lock {
    #[serde(default)]
    packages: HashMap<String, IgnoredAny>,
}

/// The package manager that `packageManager` of the nearest `package.json` names, or that of the nearest lock file which
/// applies to the estate's folder; else npm.
///
/// # Errors
/// [`FailureCode::InstallFailed`] when only a package manager is named or locks dependencies that is not supported.
pub fn installation(checkout: &Checkout) -> Result<Installation, StepError> {
    let folders: Vec<&Path> =
        checkout.directory.ancestors().take_while(|folder| folder.starts_with(&checkout.root)).collect();
    let named = folders.iter().find_map(|folder| named(checkout, folder));
    let candidates = match named.as_deref() {
        None => vec![PackageManager::Pnpm, PackageManager::Yarn, PackageManager::Npm],
        Some("npm") => vec![PackageManager::Npm],
        Some("pnpm") => vec![PackageManager::Pnpm],
        Some("yarn") => vec![PackageManager::Yarn],
        Some(other) => return Err(unsupported(&format!("package.json names the package manager {other}"))),
    };
    for folder in &folders {
        let locked = candidates.iter().find(|manager| is_locked(checkout, folder, **manager));
        if let Some(&manager) = locked {
            return Ok(Installation { manager, arguments: manager.install_arguments(true) });
        }
        let other = UNSUPPORTED_LOCKS.iter().find(|lock| named.is_none() && folder.join(lock).is_file());
        if let Some(lock) = other {
            return Err(unsupported(&format!("The dependencies are locked by {lock}")));
        }
    }
    let manager = match candidates.as_slice() {
        [manager] => *manager,
        _ => PackageManager::Npm,
    };
    Ok(Installation { manager, arguments: manager.install_arguments(false) })
}

/// The name of the package manager in a folder's `package.json`.
fn named(checkout: &Checkout, folder: &Path) -> Option<String> {
    let FileContent::Bytes(bytes) =
        confined_file::read(&checkout.root, &folder.join("package.json"), MAX_MANIFEST).ok()?
    else {
        return None;
    };
    let manifest: Manifest = serde_json::from_slice(&bytes).ok()?;
    let named = manifest.package_manager?;
    Some(named.split('@').next().unwrap_or_default().to_owned())
}

/// Whether a folder has a lock file that applies to the estate's folder. Those of pnpm and Yarn apply to every folder
/// below, that of npm to the workspaces that it lists.
fn is_locked(checkout: &Checkout, folder: &Path, manager: PackageManager) -> bool {
    let locks = manager.locks().iter().map(|lock| folder.join(lock));
    let Some(lock) = locks.into_iter().find(|lock| lock.is_file()) else { return false };
    match checkout.directory.strip_prefix(folder) {
        Ok(below) if manager == PackageManager::Npm && !below.as_os_str().is_empty() => {
            lists_workspace(checkout, &lock, below)
        }
        _ => true,
    }
}

fn lists_workspace(checkout: &Checkout, lock: &Path, workspace: &Path) -> bool {
    let Ok(FileContent::Bytes(bytes)) = confined_file::read(&checkout.root, lock, MAX_LOCK) else { return false };
    let lock = serde_json::from_slice::<Lock>(&bytes);
    lock.is_ok_and(|lock| workspace.to_str().is_some_and(|workspace| lock.packages.contains_key(workspace)))
}

fn unsupported(found: &str) -> StepError {
    let message = format!("{found}, but builds install with npm, pnpm or Yarn. Add a lock file of one of these.");
    StepError::failed(FailureCode::InstallFailed, message)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// The program and its first argument, or the message of the failure.
    fn of(files: &[(&str, &str)], path: &str) -> String {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().canonicalize().unwrap();
        fs::create_dir_all(root.join(path)).unwrap();
        for (name, text) in files {
            fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
            fs::write(root.join(name), text).unwrap();
        }
        match installation(&Checkout { directory: root.join(path), root }) {
            Ok(Installation { manager, arguments }) => format!("{} {}", manager.program(), arguments.join(" ")),
            Err(StepError::Failed(failure)) => failure.message,
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn the_nearest_lock_file_determines_the_package_manager() {
        assert!(of(&[], "").starts_with("npm install --no-audit"));
        assert!(of(&[("package-lock.json", "{}")], "").starts_with("npm ci"));
        assert!(of(&[("npm-shrinkwrap.json", "{}")], "").starts_with("npm ci"));
        assert_eq!(of(&[("yarn.lock", "")], ""), "yarn install --frozen-lockfile");
        assert_eq!(of(&[("pnpm-lock.yaml", ""), ("yarn.lock", "")], ""), "pnpm install --frozen-lockfile");
        assert_eq!(of(&[("pnpm-lock.yaml", "")], "apps/one"), "pnpm install --frozen-lockfile");
        assert!(of(&[("yarn.lock", ""), ("apps/one/package-lock.json", "")], "apps/one").starts_with("npm ci"));
    }

    #[test]
    fn a_lock_file_of_npm_applies_to_the_workspaces_that_it_lists() {
        let lock = r#"{"lockfileVersion":3,"packages":{"":{"workspaces":["apps/*"]},"apps/one":{"version":"1.0.0"}}}"#;
        assert!(of(&[("package-lock.json", lock)], "apps/one").starts_with("npm ci"));
        assert!(of(&[("package-lock.json", lock)], "apps/two").starts_with("npm install"));
        assert!(of(&[("package-lock.json", "nonsense")], "apps/one").starts_with("npm install"));
    }

    #[test]
    fn a_named_package_manager_uses_its_own_lock_file() {
        let manifest = |name: &str| format!(r#"{{"packageManager":"{name}"}}"#);
        let (npm, pnpm) = (manifest("npm@11.0.0"), manifest("pnpm@10.1.0+sha512.abc"));
        let locks = [("package-lock.json", "{}"), ("yarn.lock", ""), ("pnpm-lock.yaml", ""), ("bun.lock", "")];
        let with = |manifest: &'static str| [&[("package.json", manifest)], locks.as_slice()].concat();
        assert!(of(&with(npm.clone().leak()), "").starts_with("npm ci"));
        assert_eq!(of(&with(pnpm.clone().leak()), ""), "pnpm install --frozen-lockfile");
        assert_eq!(of(&with(pnpm.clone().leak()), "apps/one"), "pnpm install --frozen-lockfile");
        assert_eq!(of(&[("package.json", &pnpm), ("yarn.lock", "")], ""), "pnpm install --no-frozen-lockfile");
        assert!(of(&[("package.json", &manifest("bun@1.2.0"))], "").contains("names the package manager bun"));
    }

    #[test]
    fn a_lock_file_of_another_package_manager_is_not_ignored() {
        for lock in UNSUPPORTED_LOCKS {
            assert!(of(&[(lock, "")], "").contains(lock), "{lock}");
            assert!(of(&[(lock, "")], "apps/one").contains(lock), "{lock}");
        }
        assert!(of(&[("bun.lock", ""), ("package-lock.json", "{}")], "").starts_with("npm ci"));
    }
}
