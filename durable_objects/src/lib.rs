//! The Durable Objects: what must be serialized. One folder per object holds its messages, its rules as plain types,
//! its SQLite statements, the thin class that the runtime drives, and the typed client that the Worker calls it through.
//!
//! The objects know no feature and write no D1: what happened is reported on the queue or asked of them.

pub mod advisory_locker;
mod clock;
pub mod estate_build_manager;
mod journal;
pub mod organization_websocket;
pub mod rate_limiter;
mod sql;
pub mod transport;
