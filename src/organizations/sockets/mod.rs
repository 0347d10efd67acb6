//! The sockets of members. They are closed when the membership, the organization or the session ends.

mod consumers;

mod routes;

pub use consumers::CONSUMERS;
pub use routes::OPERATIONS;
