//! From a repository to what runs: builds of estates.

pub mod builds;
