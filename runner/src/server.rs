//! The life of the server: startup, serving, and graceful shutdown.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::builds::Builds;
use crate::configuration::Configuration;
use crate::http::{AppState, router};
use crate::log;
use crate::steps::Workspace;

/// The time for readers of event streams to receive the last events before the program exits.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(1);

/// Serves until SIGTERM or SIGINT; then stops all builds, removes their files, and returns.
///
/// # Errors
/// When the work directory or the address cannot be used.
pub fn run(configuration: Configuration) -> io::Result<()> {
    protect_process();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(configuration))
}

async fn serve(configuration: Configuration) -> io::Result<()> {
    let address = configuration.address;
    // installed before the address is printed: from then on a signal shuts the server down gracefully
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let mut workspace = Workspace::open(configuration)?;
    let listener = TcpListener::bind(address).await.map_err(|error| {
        io::Error::new(error.kind(), format!("cannot listen on {address} (RUNNER_ADDRESS): {error}"))
    })?;
    workspace.isolate(listener.local_addr()?.port()).await?;
    log::info("isolation", json!(workspace.isolation.describe()));
    let workspace = Arc::new(workspace);
    let builds =
        Arc::new(Builds::new(workspace.configuration.capacity, workspace.configuration.builds_per_organization));
    let state = AppState { builds: Arc::clone(&builds), workspace };
    print_address(listener.local_addr()?)?;

    let (closed, wait_for_closed) = tokio::sync::oneshot::channel();
    let server = axum::serve(listener, router(state)).with_graceful_shutdown(async {
        let _ = wait_for_closed.await;
    });
    let server = tokio::spawn(server.into_future());
    stop_requested(&mut terminate, &mut interrupt).await;
    log::info("shutdown started", json!({ "running": builds.running() }));
    builds.shut_down().await;
    let _ = closed.send(());
    // a client that does not read must not delay the shutdown
    let _ = tokio::time::timeout(DRAIN_TIMEOUT, server).await;
    Ok(())
}

async fn stop_requested(terminate: &mut Signal, interrupt: &mut Signal) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

/// Prints the address as one line of JSON on stdout, for callers that use port 0.
fn print_address(address: SocketAddr) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{}", json!({ "listening": format!("http://{address}") }))?;
    stdout.flush()
}

/// Builds run as the same user as the runner. A process that is not dumpable (prctl(2)) hides its memory and
/// environment, which contain the secret, from them, unless that user is root. As a subreaper the runner becomes the
/// parent of orphans (see [`crate::process::Orphans`]).
#[cfg(target_os = "linux")]
fn protect_process() {
    use nix::sys::prctl;
    for result in [prctl::set_dumpable(false), prctl::set_child_subreaper(true)] {
        if let Err(error) = result {
            log::error("protect process failed", json!({ "error": error.to_string() }));
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn protect_process() {}
