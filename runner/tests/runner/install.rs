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

    world.repository.commit_files(&[("package.json", "version https://git-lfs.github.com/spec/v1\noid sha256:0")]);
    let outcome = world.build(json!({})).await;
    assert_eq!(outcome.result(), "install_failed");
    assert!(outcome.message().contains("pointer of Git LFS"), "{}", outcome.message());
}

/// The lock file at the root locks what its workspaces install.
#[tokio::test]
async fn a_workspace_of_npm() {
    let lock = json!({
        "name": "root",
        "version": "1.0.0",
        "lockfileVersion": 3,
        "packages": {
            "": { "name": "root", "version": "1.0.0", "workspaces": ["apps/*"] },
            "apps/one": { "name": "one", "version": "1.0.0", "dependencies": { "local": "file:../../local" } },
            "local": { "version": "1.0.0" },
            "node_modules/local": { "resolved": "local", "link": true },
            "node_modules/one": { "resolved": "apps/one", "link": true },
        },
    });
    let world = World::with_files(&[
        ("package.json", r#"{"name":"root","version":"1.0.0","workspaces":["apps/*"]}"#),
        ("package-lock.json", &lock.to_string()),
        ("apps/one/package.json", r#"{"name":"one","version":"1.0.0","dependencies":{"local":"file:../../local"}}"#),
        ("apps/one/steward.config.js", "module.exports = require('local')"),
        ("local/package.json", r#"{"name":"local","version":"1.0.0","main":"index.js"}"#),
        ("local/index.js", "module.exports = 'installed'"),
    ])
    .await;
    let outcome = world.build(json!({ "path": "apps/one" })).await;
    assert_eq!(outcome.configuration(), "installed");
    assert!(outcome.lines("system").iter().any(|line| line.starts_with("npm ci")));
}

/// What is locked by another package manager is not resolved anew.
#[tokio::test]
async fn an_unsupported_lock_file() {
    let world = World::with_files(&[
        ("package.json", r#"{"dependencies":{"a":"1"}}"#),
        ("bun.lock", "{}"),
        ("steward.config.json", "1"),
    ])
    .await;
    let outcome = world.build(json!({})).await;
    assert_eq!(outcome.result(), "install_failed");
    assert!(outcome.message().contains("bun.lock"), "{}", outcome.message());
}

/// A lock file that does not match package.json fails the build, with npm's message instead of its help.
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
    let message = outcome.message();
    assert!(message.starts_with("npm could not install the dependencies:\n`npm ci` can only install"), "{message}");
    assert!(message.ends_with("from lock file"), "{message}");
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
