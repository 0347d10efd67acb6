//! The running program: from the first line on stdout to the last process and folder that goes.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::builds::Builds;
use crate::configuration::Configuration;
use crate::diagnostics;
use crate::http::{Service, router};
use crate::steps::Workshop;

/// Time for the readers of event streams to take the last events before the program ends.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Serves until SIGTERM or SIGINT; then ends all builds, removes what they left, and returns.
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
    // before anything is announced: a signal that comes from now on ends the program in order
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let workshop = Arc::new(Workshop::open(configuration)?);
    let listener = TcpListener::bind(address).await.map_err(|error| {
        io::Error::new(error.kind(), format!("cannot listen on {address} (RUNNER_ADDRESS): {error}"))
    })?;
    let builds = Arc::new(Builds::new(workshop.configuration.capacity));
    let service = Service { builds: Arc::clone(&builds), workshop };
    announce(listener.local_addr()?)?;

    let (closed, wait_for_closed) = tokio::sync::oneshot::channel();
    let server = axum::serve(listener, router(service)).with_graceful_shutdown(async {
        let _ = wait_for_closed.await;
    });
    let server = tokio::spawn(server.into_future());
    any(&mut terminate, &mut interrupt).await;
    diagnostics::write("stopping", json!({ "running": builds.running() }));
    builds.close().await;
    let _ = closed.send(());
    // a client that does not read must not hold up the end
    let _ = tokio::time::timeout(LAST_WORDS, server).await;
    Ok(())
}

async fn any(terminate: &mut Signal, interrupt: &mut Signal) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

/// One line of JSON on stdout, for whoever started the program with port 0.
fn announce(address: SocketAddr) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{}", json!({ "listening": format!("http://{address}") }))?;
    stdout.flush()
}

/// Builds run as the same user as the runner. Not being dumpable (prctl(2)) hides the runner's memory and environment,
/// where the secret is, from them, unless that user is root. Being a subreaper brings back processes that lost their
/// guard (see [`crate::process::Strays`]).
#[cfg(target_os = "linux")]
fn protect_process() {
    use nix::sys::prctl;
    for result in [prctl::set_dumpable(false), prctl::set_child_subreaper(true)] {
        if let Err(error) = result {
            diagnostics::write("process_not_protected", json!({ "error": error.to_string() }));
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn protect_process() {}
