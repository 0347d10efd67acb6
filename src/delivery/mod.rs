//! From an estate's repository to its running configuration.

pub mod builds;
pub mod repositories;
