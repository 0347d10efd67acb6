//! What all objects share: the alarm, the clock, the log, SQLite, and the transport between the Worker and objects.

pub(crate) mod alarm;
mod body;
pub(crate) mod clock;
pub(crate) mod log;
pub(crate) mod sql;
pub mod transport;

pub(crate) use body::Body;
