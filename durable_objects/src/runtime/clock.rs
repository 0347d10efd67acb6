//! The clock of objects. Rules do not read it; they take the time as a parameter.

/// Milliseconds since 1970. The runtime's clock advances only at input and output operations.
#[allow(clippy::cast_possible_truncation)] // far below 2^53
pub(crate) fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}
