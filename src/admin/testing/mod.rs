//! Operations for testing the platform itself: an event whose consumer behaves as requested, and a panic. They exist only where
//! `TESTING_ROUTER` is `on`, never in production; elsewhere they are not found.

pub mod consumers;
mod events;
mod routes;
mod service;

pub use routes::OPERATIONS;
