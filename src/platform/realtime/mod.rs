//! Realtime: every change is told to the open browsers of its organization, over one socket each.

pub mod consumers;
mod routes;

pub use routes::OPERATIONS;
