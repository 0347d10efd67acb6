//! The Durable Objects, for state whose changes must be serialized. The folder of an object holds its messages, its
//! rules as plain types, its SQLite statements, the class that the runtime calls, and the typed client for the Worker.
//!
//! Objects know no feature and do not write to D1. They report by messages on the queue, or the Worker asks them.
#![warn(unused_crate_dependencies)]

pub mod advisory_locker;
pub mod estate_build_manager;
pub mod organization_websocket;
pub mod rate_limiter;
mod runtime;

pub use runtime::transport;
