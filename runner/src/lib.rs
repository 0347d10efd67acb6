//! The build runner: an HTTP server that runs builds as bounded child processes and reports on them as a resumable
//! stream of numbered events.
//!
//! A build runs five steps (`prepare`, `clone`, `install`, `evaluate`, `collect`) and ends `complete`, `failed` with a
//! reason, or `cancelled`. When it has ended, none of its processes and files are left.
//!
//! Every child process runs under a process guard: the same program in another mode ([`process::process_guard`]), which
//! kills the process and all its descendants when the runner asks for it or exits. Where the system allows it, the
//! process runs in a sandbox of the build's own ([`isolation`]).
#![cfg_attr(not(test), warn(unused_crate_dependencies))]
#![allow(clippy::disallowed_methods, reason = "a native program may read the system clock")]

pub mod build_request;
pub mod builds;
pub mod clock;
pub mod configuration;
pub mod http;
pub mod isolation;
pub mod log;
pub mod output;
pub mod process;
pub mod protocol;
pub mod secret;
pub mod server;
pub mod steps;
