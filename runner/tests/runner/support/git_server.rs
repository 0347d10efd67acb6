//! A git server over HTTP: `git http-backend`, the CGI program of git, behind basic authentication.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::task::JoinHandle;

/// The version of the git protocol. With version 0 the server serves only commits that a branch points to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    Version0,
    Version2,
}

pub struct GitServer {
    pub url: String,
    state: Arc<Settings>,
    task: JoinHandle<()>,
}

struct Settings {
    root: PathBuf,
    token: Option<String>,
    protocol: Protocol,
    authorized: Mutex<usize>,
    leaks: Mutex<Vec<String>>,
}

impl GitServer {
    /// Serves the repositories in `root`; with a token, only for the password `token` of the user `x-access-token`.
    pub async fn start(root: PathBuf, token: Option<&str>, protocol: Protocol) -> Self {
        let state = Arc::new(Settings {
            root,
            token: token.map(str::to_owned),
            protocol,
            authorized: Mutex::default(),
            leaks: Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(serve).with_state(Arc::clone(&state));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, state, task }
    }

    /// How many requests presented the token.
    pub fn authorized(&self) -> usize {
        *self.state.authorized.lock().unwrap()
    }

    /// Command lines and environments of processes that contained the token while it was in use.
    pub fn leaks(&self) -> Vec<String> {
        self.state.leaks.lock().unwrap().clone()
    }
}

impl Drop for GitServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(State(settings): State<Arc<Settings>>, request: Request) -> Response {
    if let Some(token) = &settings.token {
        let expected = format!("Basic {}", STANDARD.encode(format!("x-access-token:{token}")));
        if request.headers().get(header::AUTHORIZATION).is_none_or(|value| value != expected.as_str()) {
            return (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Basic realm=\"git\"")]).into_response();
        }
        *settings.authorized.lock().unwrap() += 1;
        settings.leaks.lock().unwrap().extend(processes_that_contain(token));
    }
    run_backend(&settings, request).await
}

async fn run_backend(settings: &Settings, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 64 * 1024 * 1024).await.unwrap();
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut command = Command::new("git");
    command
        .arg("http-backend")
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("GIT_PROJECT_ROOT", &settings.root)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("REQUEST_METHOD", parts.method.as_str())
        .env("PATH_INFO", parts.uri.path())
        .env("QUERY_STRING", parts.uri.query().unwrap_or_default())
        .env("CONTENT_TYPE", header("content-type"))
        .env("CONTENT_LENGTH", body.len().to_string())
        .env("HTTP_CONTENT_ENCODING", header("content-encoding"))
        .env("REMOTE_ADDR", "127.0.0.1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    if settings.protocol == Protocol::Version2 {
        command.env("GIT_PROTOCOL", header("git-protocol"));
    }
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writing = tokio::spawn(async move {
        // the backend may respond before it has read the whole body
        let _ = stdin.write_all(&body).await;
    });
    let output = child.wait_with_output().await.unwrap();
    writing.await.unwrap();
    respond(&output.stdout)
}

/// Parses a CGI response (RFC 3875, 6): header lines, an empty line, the body.
fn respond(output: &[u8]) -> Response {
    let end = output.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let mut response = Response::new(Body::from(output[end + 4..].to_vec()));
    for line in String::from_utf8_lossy(&output[..end]).lines() {
        let (name, value) = line.split_once(": ").unwrap();
        if name == "Status" {
            *response.status_mut() = value[..3].parse().unwrap();
        } else {
            let name: header::HeaderName = name.parse().unwrap();
            response.headers_mut().insert(name, value.parse().unwrap());
        }
    }
    response
}

fn processes_that_contain(token: &str) -> Vec<String> {
    let own = std::process::id().to_string();
    let processes = fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap().path());
    let processes = processes.filter(|path| !path.ends_with(&own));
    let files = processes.flat_map(|process| [process.join("cmdline"), process.join("environ")]);
    let contains = |file: &PathBuf| {
        let bytes = fs::read(file).unwrap_or_default();
        bytes.windows(token.len()).any(|window| window == token.as_bytes())
    };
    files.filter(contains).map(|file| file.display().to_string()).collect()
}
