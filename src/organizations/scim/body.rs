//! The body of a request, of any JSON media type.

use serde_json::Value;
use steward_kernel::error::Error;

use super::error::ScimError;
use crate::api::{Argument, Input, Needs};
use crate::edge::bridge::Incoming;

const MAX_BYTES: usize = 1024 * 1024;

/// An unread body: the token is checked first.
pub struct ScimBody(Incoming);

impl Argument for ScimBody {
    const NEEDS: Needs = Needs::NOTHING;

    fn take(input: &mut Input) -> Result<Self, Error> {
        Ok(Self(input.incoming.clone()))
    }
}

impl ScimBody {
    /// Reads the body as an object.
    ///
    /// # Errors
    /// [`ScimError::Invalid`]; [`Error::PayloadTooLarge`].
    pub async fn read(self) -> Result<Value, ScimError> {
        let malformed = || ScimError::Invalid("invalidSyntax", "The request body is not a JSON object.".to_owned());
        let bytes = match self.0.body(MAX_BYTES).await {
            Ok(bytes) => bytes,
            Err(Error::MalformedJson(_)) => return Err(malformed()),
            Err(error) => return Err(error.into()),
        };
        let value: Value = serde_json::from_slice(&bytes).map_err(|_| malformed())?;
        if value.is_object() { Ok(value) } else { Err(malformed()) }
    }
}

/// An attribute, whose name is not case-sensitive (RFC 7643, 2.1).
#[must_use]
pub fn attribute<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let fields = value.as_object()?;
    fields
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
        .filter(|value| !value.is_null())
}

/// An attribute that is a text.
#[must_use]
pub fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    attribute(value, name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

/// A truth value. Entra writes it as text: `"False"`.
#[must_use]
pub fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}
