//! The test environment: a repository, a git server, a runner, and a client for builds' events.

mod git_server;
mod outcome;
mod process;
mod repository;
mod runner;

use std::time::Duration;

pub use git_server::{GitServer, Protocol};
pub use outcome::{EventStream, Outcome};
pub use process::{is_alive, kill_hard};
pub use repository::Repository;
pub use runner::{Runner, SECRET};
use serde_json::{Value, json};
use steward_kernel::id::BuildId;
use tempfile::TempDir;

/// The longest wait of a test.
pub const TEST_TIMEOUT: Duration = Duration::from_secs(40);

/// A repository with a server, and a runner that may clone it.
pub struct World {
    pub repository: Repository,
    pub git: GitServer,
    pub runner: Runner,
    pub directory: TempDir,
}

impl World {
    /// A public repository with these files in one commit.
    pub async fn with_files(files: &[(&str, &str)]) -> Self {
        Self::new(files, None, Protocol::Version2, &[]).await
    }

    /// A runner that trusts its builds, and sees their processes with the ids that they have.
    pub async fn without_isolation(files: &[(&str, &str)]) -> Self {
        Self::new(files, None, Protocol::Version2, &[("RUNNER_ISOLATION", "trusted")]).await
    }

    pub async fn new(
        files: &[(&str, &str)],
        token: Option<&str>,
        protocol: Protocol,
        variables: &[(&str, &str)],
    ) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let repository = Repository::create(&directory.path().join("repositories/demo"));
        repository.commit_files(files);
        let git = GitServer::start(directory.path().join("repositories"), token, protocol).await;
        let work_directory = directory.path().join("work");
        let mut all = vec![("RUNNER_WORK_DIRECTORY", work_directory.to_str().unwrap())];
        all.extend(variables);
        let runner = Runner::start(&all).await;
        Self { repository, git, runner, directory }
    }

    /// A request to build the newest commit.
    pub fn build_request(&self) -> Value {
        json!({
            "cloneUrl": format!("{}/demo/.git", self.git.url),
            "commit": self.repository.head(),
            "branch": "main",
            "path": null,
            "token": null,
            "timeoutSeconds": 60,
        })
    }

    /// Runs a build of the newest commit to its end, with fields of the request replaced.
    pub async fn build(&self, replaced: Value) -> Outcome {
        let id = self.start(replaced).await;
        self.runner.outcome(&id).await
    }

    /// Starts a build of the newest commit, with fields of the request replaced.
    pub async fn start(&self, replaced: Value) -> BuildId {
        let id = new_build_id();
        let mut build_request = self.build_request();
        build_request.as_object_mut().unwrap().extend(replaced.as_object().unwrap().clone());
        let response = self.runner.put(&id, &build_request).await;
        assert_eq!(response.status(), 201, "{}", response.text().await.unwrap());
        id
    }

    /// The names of the builds' directories.
    pub fn build_directories(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.directory.path().join("work/builds")).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

pub fn new_build_id() -> BuildId {
    let mut random = [0; 10];
    getrandom::fill(&mut random).unwrap();
    BuildId::new(1_700_000_000_000, random)
}

/// Waits until `condition` holds.
pub async fn eventually(what: &str, condition: impl Fn() -> bool) {
    let waiting = async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    assert!(tokio::time::timeout(TEST_TIMEOUT, waiting).await.is_ok(), "never: {what}");
}
