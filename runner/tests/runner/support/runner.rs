//! The runner as a child process, and its HTTP client.

use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use reqwest::{Client, Response};
use serde_json::Value;
use steward_kernel::id::BuildId;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use super::{EventStream, Outcome, TEST_TIMEOUT};

/// The secret of every runner in the tests.
pub const SECRET: &str = "a-secret-of-the-runner";
/// Debian's ids of the user `nobody` and the group `nogroup`.
const NOBODY: u32 = 65_534;

pub struct Runner {
    pub url: String,
    pub client: Client,
    /// Whether builds run in sandboxes.
    pub isolates: bool,
    child: Child,
    _stdout: BufReader<ChildStdout>,
    stderr: Arc<Mutex<Vec<u8>>>,
}

impl Runner {
    /// Starts a runner that may clone over http.
    pub async fn start(variables: &[(&str, &str)]) -> Self {
        Self::start_program(Command::new(env!("CARGO_BIN_EXE_steward-runner")), variables).await
    }

    /// Starts a runner that is not root, even if the tests are, from a copy of the program in `directory`, which all
    /// users may enter.
    pub async fn start_unprivileged(directory: &Path, variables: &[(&str, &str)]) -> Self {
        let program = directory.join("steward-runner");
        std::fs::copy(env!("CARGO_BIN_EXE_steward-runner"), &program).unwrap();
        let mut command = Command::new(program);
        if std::fs::metadata(directory).unwrap().uid() == 0 {
            command.uid(NOBODY).gid(NOBODY);
        }
        Self::start_program(command, variables).await
    }

    async fn start_program(mut command: Command, variables: &[(&str, &str)]) -> Self {
        let mut child = command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("RUNNER_SECRET", SECRET)
            .env("RUNNER_ADDRESS", "127.0.0.1:0")
            .env("RUNNER_ALLOW_HTTP_CLONE", "true")
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        let (mut stderr, target) = (child.stderr.take().unwrap(), Arc::clone(&log));
        tokio::spawn(async move {
            let mut chunk = [0; 4096];
            while let Ok(length @ 1..) = stderr.read(&mut chunk).await {
                target.lock().unwrap().extend_from_slice(&chunk[..length]);
            }
        });
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        timeout(TEST_TIMEOUT, stdout.read_line(&mut line)).await.unwrap().unwrap();
        let first_line: Value = serde_json::from_str(&line)
            .unwrap_or_else(|_| panic!("{line:?}: {}", String::from_utf8_lossy(&log.lock().unwrap())));
        let url = first_line["listening"].as_str().unwrap().to_owned();
        let client = Client::builder().no_proxy().build().unwrap();
        let health: Value = client.get(format!("{url}/health")).send().await.unwrap().json().await.unwrap();
        Self { url, client, isolates: health["isolation"]["mode"] == "isolated", child, _stdout: stdout, stderr: log }
    }

    pub fn build_url(&self, id: &BuildId) -> String {
        format!("{}/builds/{id}", self.url)
    }

    pub async fn put(&self, id: &BuildId, build_request: &Value) -> Response {
        self.client.put(self.build_url(id)).bearer_auth(SECRET).json(build_request).send().await.unwrap()
    }

    pub async fn cancel(&self, id: &BuildId) -> Response {
        self.client.delete(self.build_url(id)).bearer_auth(SECRET).send().await.unwrap()
    }

    pub async fn events(&self, id: &BuildId, after: u64) -> EventStream {
        let url = format!("{}/events?after={after}", self.build_url(id));
        EventStream::open(self.client.get(url).bearer_auth(SECRET)).await
    }

    /// Waits for the end of a build.
    pub async fn outcome(&self, id: &BuildId) -> Outcome {
        Outcome::new(self.events(id, 0).await.rest().await)
    }

    /// The stderr of the runner so far.
    pub fn stderr_text(&self) -> String {
        String::from_utf8_lossy(&self.stderr.lock().unwrap()).into_owned()
    }

    pub fn process(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// Sends SIGTERM, waits, and returns the exit code.
    pub async fn terminate(&mut self) -> Option<i32> {
        kill(Pid::from_raw(self.process().try_into().unwrap()), Signal::SIGTERM).unwrap();
        timeout(TEST_TIMEOUT, self.child.wait()).await.unwrap().unwrap().code()
    }
}
