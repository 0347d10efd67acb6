//! Getting started: the few steps between a new estate and one that works. Which of them are done is seen from what is
//! there; only that a name was confirmed, and that it all came to its end, is written down.

mod model;
mod routes;
mod service;
mod store;

pub use routes::routes;
#[cfg(test)]
pub use store::STATEMENTS;
