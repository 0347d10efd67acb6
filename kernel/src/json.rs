//! Parsing of JSON.

use serde::de::DeserializeOwned;
use serde_json::{Error, Value};

/// Parses JSON text in two steps, into a value and from it into the type. The code generated per type is about half as
/// large as for parsing text directly, which matters for the size of the wasm.
///
/// # Errors
/// When the text is not JSON or does not match the type.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    T::deserialize(&parse(text)?)
}

/// Parses JSON text into a value.
///
/// # Errors
/// When the text is not JSON.
pub fn parse(text: &str) -> Result<Value, Error> {
    serde_json::from_str(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_as_serde_does() {
        assert_eq!(read::<Vec<u8>>("[1, 2]").unwrap(), [1, 2]);
        assert!(read::<Vec<u8>>("[1, 256]").is_err());
        assert!(read::<Vec<u8>>("[1, 2").is_err());
    }
}
