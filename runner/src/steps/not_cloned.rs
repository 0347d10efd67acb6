//! What a clone leaves out: the commits of submodules, and the content of files that are stored in Git LFS.

use super::checkout::Checkout;
use super::confined_file::{self, FileContent};

const MAX_ATTRIBUTES: u64 = 64 * 1024;
/// How a pointer begins. Source: the specification of Git LFS.
const POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

/// Why a file of the repository cannot be used.
pub const IS_POINTER: &str = "is a pointer of Git LFS, whose files are not cloned. Commit its content instead.";

/// Whether a file contains only the pointer to its content.
#[must_use]
pub fn is_pointer(bytes: &[u8]) -> bool {
    bytes.starts_with(POINTER)
}

/// A line for each kind of content that the commit refers to and the clone does not have.
#[must_use]
pub fn notes(checkout: &Checkout) -> Vec<&'static str> {
    let root = &checkout.root;
    let read = |name: &str| match confined_file::read(root, &root.join(name), MAX_ATTRIBUTES) {
        Ok(FileContent::Bytes(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
        _ => String::new(),
    };
    let mut notes = Vec::new();
    if read(".gitmodules").contains("[submodule") {
        notes.push("Submodules are not cloned: their folders are empty.");
    }
    if read(".gitattributes").contains("filter=lfs") {
        notes.push("Files in Git LFS are not cloned: there are only their pointers.");
    }
    notes
}
