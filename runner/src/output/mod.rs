//! What the processes of a build print: cut into lines, cleaned, bounded, and put into the build's events.

mod lines;
mod reporter;
mod sanitize;

pub use lines::LineSplitter;
pub use reporter::Reporter;
pub use sanitize::{CUT_MARKER, LONGEST_LINE, sanitize};
