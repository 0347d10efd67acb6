//! The step `install`.

use std::os::unix::fs::symlink;

use serde_json::json;

use crate::support::{Protocol, World};

/// Dependencies are installed before the configuration is evaluated.
#[tokio::test]
async fn dependencies() {
    let world = World::with_files(&[
        ("package.json", r#"{"name":"demo","dependencies":{"local":"file:./local"}}"#),
        ("local/package.json", r#"{"name":"local","version":"1.0.0","main":"index.js"}"#),
        ("local/index.js", "module.exports = 'installed'"),
        ("steward.config.js", "module.exports = require('local')"),
    ])
    .await;
    let outcome = world.build(json!({})).await;
    assert_eq!(outcome.configuration(), "installed");
    assert!(outcome.lines("system").iter().any(|line| line.starts_with("npm install")));
}

/// An install script that fails fails the build, and the message quotes its output.
#[tokio::test]
async fn a_failing_installation() {
    let world = World::with_files(&[
        ("package.json", r#"{"name":"demo","version":"1.0.0","scripts":{"preinstall":"echo no luck >&2; exit 7"}}"#),
        ("steward.config.json", "1"),
    ])
    .await;
    let outcome = world.build(json!({})).await;
    assert_eq!(outcome.result(), "install_failed");
    assert!(outcome.message().contains("no luck"), "{}", outcome.message());
    assert_eq!(outcome.steps().last().unwrap(), "install:failed");
    assert!(world.build_directories().is_empty());

    world.repository.commit_files(&[("package.json", "{ nonsense")]);
    let outcome = world.build(json!({})).await;
    assert_eq!(outcome.result(), "install_failed");
    assert!(outcome.message().contains("line 1 column 3"), "{}", outcome.message());
}

/// A lock file that does not match package.json fails the build.
#[tokio::test]
async fn a_lock_file_that_does_not_match() {
    let world = World::with_files(&[
        ("package.json", r#"{"name":"demo","version":"1.0.0","dependencies":{"local":"file:./local"}}"#),
        ("package-lock.json", r#"{"name":"demo","version":"1.0.0","lockfileVersion":3,"packages":{}}"#),
        ("local/package.json", r#"{"name":"local","version":"1.0.0"}"#),
        ("steward.config.json", "1"),
    ])
    .await;
    let outcome = world.build(json!({})).await;
    assert_eq!(outcome.result(), "install_failed");
    assert!(outcome.lines("system").iter().any(|line| line.starts_with("npm ci")));
}

/// The message names a package manager that is not installed.
#[tokio::test]
async fn a_missing_package_manager() {
    let programs = tempfile::tempdir().unwrap();
    let git = std::env::split_paths(&std::env::var_os("PATH").unwrap())
        .map(|folder| folder.join("git"))
        .find(|file| file.is_file())
        .unwrap();
    symlink(git, programs.path().join("git")).unwrap();
    let path = [("PATH", programs.path().to_str().unwrap())];
    let files = [("package.json", r#"{"dependencies":{"a":"1"}}"#), ("steward.config.mjs", "export default 1")];
    let world = World::new(&files, None, Protocol::Version2, &path).await;
    for (lock, manager) in [("", "npm"), ("yarn.lock", "yarn"), ("pnpm-lock.yaml", "pnpm")] {
        if !lock.is_empty() {
            world.repository.commit_files(&[(lock, "")]);
        }
        let outcome = world.build(json!({})).await;
        assert_eq!(outcome.result(), "install_failed");
        assert_eq!(outcome.message(), format!("{manager} is not installed on the runner"));
    }
    world.repository.git(&["rm", "--quiet", "package.json"]);
    world.repository.commit();
    let outcome = world.build(json!({})).await;
    assert_eq!(outcome.result(), "configuration_failed");
    assert_eq!(outcome.message(), "node is not installed on the runner");
}
