//! The output of a build's processes: split into lines, sanitized, bounded, and appended to the build's events.

mod lines;
mod reporter;
mod sanitize;

pub use lines::LineSplitter;
pub use reporter::Reporter;
pub use sanitize::{CUT_MARKER, MAX_LINE, sanitize};
