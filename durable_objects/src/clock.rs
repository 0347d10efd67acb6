//! The one place where an object asks for the time; rules get it handed in.

/// Milliseconds since 1970. The runtime's clock stands still between two input or output operations.
#[allow(clippy::cast_possible_truncation)] // far below 2^53
pub(crate) fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}
