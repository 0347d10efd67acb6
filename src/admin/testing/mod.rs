//! Trying out the platform itself: an event whose consumer does as it is told, and the cron by hand. It is there only
//! where `TESTING_ROUTER` is `on`, and never in production; everywhere else its operations are not found.

pub mod consumers;
mod routes;

pub use routes::routes;
