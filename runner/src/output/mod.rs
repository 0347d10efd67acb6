//! The output of a build's processes: split into lines, sanitized, bounded, and appended to the build's events.

mod lines;
mod reporter;
mod sanitize;

pub use lines::LineSplitter;
#[cfg(fuzzing)]
pub use lines::fuzz as fuzz_lines;
pub use reporter::Reporter;
#[cfg(fuzzing)]
pub use sanitize::fuzz as fuzz_sanitize;
pub use sanitize::{CUT_MARKER, MAX_LINE, sanitize};
