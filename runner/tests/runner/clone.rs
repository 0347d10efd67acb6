//! The step `clone` checks out the requested commit or fails with a reason.

use serde_json::json;

use crate::support::{Protocol, World};

const TOKEN: &str = "ghs_an/unusual+token@1";

/// An older commit is built, not the head of the branch: fetched by its hash, and from the history of the branch when
/// the server does not serve commits by hash. Without the name of a branch the default branch is meant.
#[tokio::test]
async fn an_older_commit() {
    for protocol in [Protocol::Version2, Protocol::Version0] {
        let world = World::new(&[("steward.config.json", "1")], None, protocol, &[]).await;
        let first = world.repository.head();
        for number in 2..5 {
            world.repository.commit_files(&[("steward.config.json", &number.to_string())]);
        }
        for branch in [json!("main"), json!(null)] {
            let outcome = world.build(json!({ "commit": first, "branch": branch })).await;
            assert_eq!(outcome.configuration(), 1, "{branch}");
        }
        assert_eq!(world.build(json!({})).await.configuration(), 4);
    }
}

/// A commit deep in the history is found when the server does not serve commits by hash.
#[tokio::test]
async fn a_commit_deep_in_the_history() {
    let world = World::new(&[("steward.config.json", "1")], None, Protocol::Version0, &[]).await;
    let first = world.repository.head();
    let mut stream = String::from("feature done\n");
    for number in 0..250 {
        let from = if number == 0 { format!("from {first}\n") } else { String::new() };
        stream += &format!("commit refs/heads/main\ncommitter D <d@localhost> {number} +0000\ndata 1\nx\n{from}\n");
    }
    stream += "done\n";
    let file = world.directory.path().join("stream");
    std::fs::write(&file, stream).unwrap();
    let import = format!("!git fast-import --quiet --force < '{}'", file.display());
    world.repository.git(&["-c", &format!("alias.import={import}"), "import"]);
    assert_eq!(world.build(json!({ "commit": first })).await.configuration(), 1);
}

/// An unknown commit, and an object that is not a commit, fail the build.
#[tokio::test]
async fn no_such_commit() {
    for protocol in [Protocol::Version2, Protocol::Version0] {
        let world = World::new(&[("steward.config.json", "1")], None, protocol, &[]).await;
        let tree = world.repository.git(&["rev-parse", "HEAD^{tree}"]);
        for commit in ["0123456789012345678901234567890123456789", &tree] {
            for branch in [json!("main"), json!(null)] {
                let outcome = world.build(json!({ "commit": commit, "branch": branch })).await;
                assert_eq!(outcome.result(), "commit_not_found", "{}", outcome.message());
                assert!(outcome.message().contains(commit));
            }
        }
        assert!(world.build_directories().is_empty());
    }
}

/// The token gives access to the repository. Without it, with a wrong one, and for a missing repository, the build
/// fails without waiting, because git does not prompt.
#[tokio::test]
async fn with_a_token() {
    let world = World::new(&[("steward.config.json", "1")], Some(TOKEN), Protocol::Version2, &[]).await;
    assert_eq!(world.build(json!({ "token": TOKEN })).await.configuration(), 1);
    assert!(world.git.authorized() > 0);
    for (token, expected) in [(json!(null), "could not read Username"), (json!("wrong"), "Authentication failed")] {
        let outcome = world.build(json!({ "token": token })).await;
        assert_eq!(outcome.result(), "clone_failed");
        assert!(outcome.message().contains(expected), "{}", outcome.message());
        assert_eq!(outcome.steps().last().unwrap(), "clone:failed");
    }
    let elsewhere = format!("{}/other/.git", world.git.url);
    let outcome = world.build(json!({ "token": TOKEN, "cloneUrl": elsewhere })).await;
    assert_eq!(outcome.result(), "clone_failed");
    let unreachable = world.build(json!({ "cloneUrl": "http://127.0.0.1:1/demo.git" })).await;
    assert_eq!(unreachable.result(), "clone_failed");
    assert!(world.build_directories().is_empty());
}

/// Only what is reachable from the connected branch is built, although the server serves all of it by its hash: not a
/// commit of another branch, of a deleted one, of a pull request from a fork, or one that a force push replaced.
#[tokio::test]
async fn a_commit_that_is_not_on_the_branch() {
    for protocol in [Protocol::Version2, Protocol::Version0] {
        let world = World::new(&[("steward.config.json", "1")], None, protocol, &[]).await;
        let repository = &world.repository;
        repository.git(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
        let base = repository.head();
        let mut foreign = Vec::new();
        for name in ["other", "deleted", "fork"] {
            repository.git(&["checkout", "--quiet", "-b", name, &base]);
            foreign.push(repository.commit_files(&[("steward.config.json", "\"hostile\"")]));
            repository.git(&["commit", "--quiet", "--amend", "--message", name]);
            foreign.push(repository.head());
        }
        repository.git(&["update-ref", "refs/pull/1/head", "fork"]);
        repository.git(&["checkout", "--quiet", "main"]);
        repository.git(&["branch", "--quiet", "-D", "deleted", "fork"]);
        let replaced = repository.commit_files(&[("steward.config.json", "2")]);
        repository.git(&["reset", "--quiet", "--hard", &base]);
        foreign.push(replaced);
        repository.commit_files(&[("steward.config.json", "3")]);
        for commit in &foreign {
            for branch in [json!("main"), json!(null)] {
                let outcome = world.build(json!({ "commit": commit, "branch": branch })).await;
                assert_eq!(outcome.result(), "commit_not_on_branch", "{}", outcome.message());
                assert!(outcome.message().contains(commit) && !outcome.has_configuration());
            }
        }
        let outcome = world.build(json!({ "branch": "deleted" })).await;
        assert_eq!(outcome.result(), "commit_not_on_branch", "{}", outcome.message());
        assert_eq!(world.build(json!({ "commit": base })).await.configuration(), 1);

        // a merge brings the commits of the other branch
        repository.git(&["merge", "--quiet", "--strategy=ours", "--message", "merge", "other"]);
        let merged = repository.git(&["rev-parse", "other"]);
        assert_eq!(world.build(json!({ "commit": merged })).await.configuration(), "hostile");
        assert_eq!(world.build(json!({})).await.configuration(), 3);
    }
}

/// The log says which content of the commit is not cloned.
#[tokio::test]
async fn submodules_and_files_of_git_lfs() {
    let world = World::with_files(&[("steward.config.json", "1")]).await;
    assert!(!world.build(json!({})).await.lines("system").iter().any(|line| line.contains("not cloned")));
    world.repository.commit_files(&[
        (".gitmodules", "[submodule \"shared\"]\n\tpath = shared\n\turl = ../shared.git\n"),
        (".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n"),
    ]);
    let outcome = world.build(json!({})).await;
    let lines = outcome.lines("system");
    for expected in [
        "Submodules are not cloned: their folders are empty.",
        "Files in Git LFS are not cloned: there are only their pointers.",
    ] {
        assert!(lines.contains(&expected), "{lines:?}");
    }
}
