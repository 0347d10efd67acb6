//! Reading JSON into types.

use serde::de::DeserializeOwned;
use serde_json::{Error, Value};

/// Reads JSON text as a value first and as the type then. Each type's reading is generated once, for values, and is
/// about half as long as one for text: in the wasm every type counts.
///
/// # Errors
/// The text is not JSON, or has another shape.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    T::deserialize(&parse(text)?)
}

/// Reads JSON text as a value.
///
/// # Errors
/// The text is not JSON.
pub fn parse(text: &str) -> Result<Value, Error> {
    serde_json::from_str(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_serde_reads() {
        assert_eq!(read::<Vec<u8>>("[1, 2]").unwrap(), [1, 2]);
        assert!(read::<Vec<u8>>("[1, 256]").is_err());
        assert!(read::<Vec<u8>>("[1, 2").is_err());
    }
}
