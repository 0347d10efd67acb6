//! The checked-out commit.

use std::path::PathBuf;

/// The directories of the checked-out commit, with symbolic links resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// The root of the repository.
    pub root: PathBuf,
    /// The estate's folder in it.
    pub directory: PathBuf,
}
