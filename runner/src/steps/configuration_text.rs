//! Validates the text of a configuration.

use serde_json::Value;

use super::StepError;
use super::not_cloned::{self, IS_POINTER};
use crate::protocol::FailureCode;

/// The largest configuration in bytes.
pub const MAX_CONFIGURATION: usize = 1024 * 1024;

/// Validates what `origin` returned and returns the trimmed JSON text. Any JSON value is a configuration.
///
/// # Errors
/// [`FailureCode::ConfigurationNotJson`], with the position.
pub fn check(origin: &str, bytes: &[u8]) -> Result<String, StepError> {
    let not_json = |reason: String| StepError::failed(FailureCode::ConfigurationNotJson, format!("{origin} {reason}"));
    if not_cloned::is_pointer(bytes) {
        return Err(not_json(IS_POINTER.into()));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|error| not_json(format!("is not UTF-8 from byte {} on", error.valid_up_to())))?;
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(not_json("is empty instead of JSON".into()));
    }
    serde_json::from_str::<Value>(text).map_err(|error| not_json(format!("is not JSON: {error}")))?;
    Ok(text.to_owned())
}

/// The failure of a configuration with more than [`MAX_CONFIGURATION`] bytes.
#[must_use]
pub fn too_large(origin: &str) -> StepError {
    StepError::failed(FailureCode::ConfigurationTooLarge, format!("{origin} is larger than 1 MiB"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_json_value_is_valid() {
        for text in [r#"{"a": [1, 2.50]}"#, "[]", "null", "\"text\"", "1"] {
            assert_eq!(check("it", format!("\u{feff} {text}\n").as_bytes()).unwrap(), text);
        }
    }

    #[test]
    fn the_message_has_the_position() {
        let message = |bytes: &[u8]| match check("steward.config.json", bytes).unwrap_err() {
            StepError::Failed(failure) => {
                assert_eq!(failure.code, FailureCode::ConfigurationNotJson);
                failure.message
            }
            other => panic!("{other}"),
        };
        assert!(message(b"{\n  \"a\": nope\n}").contains("line 2 column 9"));
        assert!(message(b"{} {}").contains("trailing characters at line 1 column 4"));
        assert!(message(b" \n").contains("is empty"));
        assert!(message(b"{\"a\": \"\xff\"}").contains("not UTF-8 from byte 7"));
        assert!(message("[".repeat(100_000).as_bytes()).contains("recursion limit"));
    }
}
