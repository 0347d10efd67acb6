//! The sockets of members: they are closed when the membership, the organization or the session ends.

mod consumers;

pub use consumers::CONSUMERS;
