//! The runner as a program: real processes, real git repositories over HTTP, nothing but 127.0.0.1.
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
mod output;
mod secrets;
mod shutdown;
mod support;
