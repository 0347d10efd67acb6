//! The build runner: an HTTP server that takes builds, runs them as bounded child processes, and tells what happens
//! as a stream of numbered events that can be resumed.
//!
//! A build passes five steps (`prepare`, `clone`, `install`, `evaluate`, `collect`) and ends `complete`, `failed` with a
//! reason, or `cancelled`. Whatever way it ends, none of its processes and no file of it stays.
//!
//! Every child process runs under a *guard*: this same program in another role ([`process::guard`]), which ends the
//! whole family of the process when the runner asks for it or is gone.
#![allow(clippy::disallowed_methods, reason = "a native program: the system's clock is the clock")]

pub mod builds;
pub mod clock;
pub mod configuration;
pub mod diagnostics;
pub mod http;
pub mod order;
pub mod output;
pub mod process;
pub mod protocol;
pub mod secret;
pub mod server;
pub mod steps;
