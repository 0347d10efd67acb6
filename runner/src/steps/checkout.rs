//! The checked-out commit.

use std::path::PathBuf;

/// Where things are. Both are free of links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// The root of the repository.
    pub root: PathBuf,
    /// The estate's folder in it.
    pub directory: PathBuf,
}
