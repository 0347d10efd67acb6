//! Tests of the runner as a program, with real processes and git repositories over HTTP on 127.0.0.1.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "tests"
)]

mod cancellation;
mod clone;
mod configuration;
mod confinement;
mod events;
mod http;
mod install;
mod isolation;
mod output;
mod secrets;
mod shutdown;
mod support;
