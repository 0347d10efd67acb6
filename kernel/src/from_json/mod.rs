//! Reading JSON values into types.
//!
//! serde generates a reader for each type and format, which was a quarter of the wasm's code. Here a type's reader is a
//! list of field names and of empty fields ([`fields`]), one function fills them, and the code that reads a field exists
//! once for each kind of value. An error names the field's path.

pub mod fields;

use std::borrow::Cow;

use serde_json::map::Entry;
use serde_json::{Map, Value};

pub use fields::Object;
pub use steward_macros::FromJson;

use crate::error::{Error, FieldError};

/// The error of a value with its position: `members[0].role`. The path is empty for the value itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    pub path: String,
    pub message: String,
}

impl JsonError {
    /// An error at the current value.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { path: String::new(), message: message.into() }
    }

    /// The same error inside the field or element `name`.
    #[must_use]
    pub fn within(mut self, name: &str) -> Self {
        let separator = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{name}{separator}{}", self.path);
        self
    }

    /// The same error inside the element `index` of a list.
    #[must_use]
    pub fn at(self, index: usize) -> Self {
        self.within(&format!("[{index}]"))
    }
}

impl std::fmt::Display for JsonError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.path.is_empty() {
            formatter.write_str(&self.message)
        } else {
            write!(formatter, "{}: {}", self.path, self.message)
        }
    }
}

impl std::error::Error for JsonError {}

impl From<JsonError> for Error {
    fn from(error: JsonError) -> Self {
        let field = if error.path.is_empty() { "body".to_owned() } else { error.path };
        Self::Validation(vec![FieldError { field, message: error.message }])
    }
}

/// A type that is read from JSON. Derived for structs with named fields and for enums without data; the derive follows
/// serde's attributes `rename`, `rename_all`, `default`, `flatten` and `deny_unknown_fields`.
pub trait FromJson: Sized {
    /// Reads a value.
    ///
    /// # Errors
    /// [`JsonError`] for a value of another type.
    fn from_json(value: &Value) -> Result<Self, JsonError>;

    /// The value of an absent field; `None` when the field is required.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }

    /// Reads a column. SQLite's 0 and 1 are accepted as truth values.
    ///
    /// # Errors
    /// As [`Self::from_json`].
    fn from_column(value: &Value) -> Result<Self, JsonError> {
        Self::from_json(value)
    }

    /// Reads a parameter of a query: numbers and truth values are written as text.
    ///
    /// # Errors
    /// As [`Self::from_json`].
    fn from_text(text: &str) -> Result<Self, JsonError> {
        Self::from_json(&Value::String(text.to_owned()))
    }
}

/// Reads JSON text.
///
/// # Errors
/// [`JsonError`] when it is not JSON, or does not match the type.
pub fn read<T: FromJson>(text: &str) -> Result<T, JsonError> {
    T::from_json(&parse(text)?)
}

/// Reads JSON text as a value.
///
/// # Errors
/// [`JsonError`] when it is not JSON.
pub fn parse(text: &str) -> Result<Value, JsonError> {
    serde_json::from_str(text).map_err(|error| JsonError::new(error.to_string()))
}

/// Reads every value of a list.
///
/// # Errors
/// [`JsonError`] at the first value of another type.
pub fn list<T: FromJson>(values: &[Value]) -> Result<Vec<T>, JsonError> {
    let mut list = Vec::with_capacity(values.len());
    for_each(values, &mut |value| {
        list.push(T::from_json(value)?);
        Ok(())
    })?;
    Ok(list)
}

/// The part of [`list`] that is the same for all types.
fn for_each(values: &[Value], read: &mut dyn FnMut(&Value) -> Result<(), JsonError>) -> Result<(), JsonError> {
    for (index, value) in values.iter().enumerate() {
        read(value).map_err(|error| error.at(index))?;
    }
    Ok(())
}

/// The position of a text in a list of names, for enums.
///
/// # Errors
/// [`JsonError`] that lists the names.
pub fn one_of(value: &Value, names: &[&str]) -> Result<usize, JsonError> {
    let found = value.as_str().and_then(|text| names.iter().position(|name| *name == text));
    found.ok_or_else(|| JsonError::new(format!("This must be one of: {}.", names.join(", "))))
}

/// `null`: a response without content.
impl FromJson for () {
    fn from_json(value: &Value) -> Result<Self, JsonError> {
        if value.is_null() { Ok(()) } else { Err(JsonError::new("This must be null.")) }
    }
}

impl FromJson for Value {
    fn from_json(value: &Value) -> Result<Self, JsonError> {
        Ok(value.clone())
    }
}

impl FromJson for String {
    fn from_json(value: &Value) -> Result<Self, JsonError> {
        value.as_str().map(ToOwned::to_owned).ok_or_else(|| JsonError::new("This must be a string."))
    }
}

impl FromJson for bool {
    fn from_json(value: &Value) -> Result<Self, JsonError> {
        value.as_bool().ok_or_else(|| JsonError::new("This must be true or false."))
    }

    fn from_column(value: &Value) -> Result<Self, JsonError> {
        value
            .as_i64()
            .map(|number| number != 0)
            .or(value.as_bool())
            .ok_or_else(|| JsonError::new("This must be 0 or 1."))
    }

    fn from_text(text: &str) -> Result<Self, JsonError> {
        match text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(JsonError::new("This must be true or false.")),
        }
    }
}

impl FromJson for f64 {
    fn from_json(value: &Value) -> Result<Self, JsonError> {
        value.as_f64().ok_or_else(|| JsonError::new("This must be a number."))
    }
}

fn whole_number(value: &Value) -> Result<i128, JsonError> {
    let number = value.as_i64().map(i128::from).or(value.as_u64().map(i128::from));
    number.ok_or_else(|| JsonError::new("This must be an integer."))
}

fn whole_number_in(text: &str) -> Result<i128, JsonError> {
    text.parse().map_err(|_| JsonError::new("This must be an integer."))
}

macro_rules! whole_numbers {
    ($($of:ty),+) => {$(
        impl FromJson for $of {
            fn from_json(value: &Value) -> Result<Self, JsonError> {
                whole_number(value)?.try_into().map_err(|_| JsonError::new("This number is out of range."))
            }

            fn from_text(text: &str) -> Result<Self, JsonError> {
                whole_number_in(text)?.try_into().map_err(|_| JsonError::new("This number is out of range."))
            }
        }
    )+};
}

whole_numbers!(u8, i32, i64, u16, u32, u64, usize);

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(value: &Value) -> Result<Self, JsonError> {
        if value.is_null() { Ok(None) } else { T::from_json(value).map(Some) }
    }

    fn from_column(value: &Value) -> Result<Self, JsonError> {
        if value.is_null() { Ok(None) } else { T::from_column(value).map(Some) }
    }

    fn from_text(text: &str) -> Result<Self, JsonError> {
        T::from_text(text).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: &Value) -> Result<Self, JsonError> {
        list(value.as_array().ok_or_else(|| JsonError::new("This must be an array."))?)
    }
}

impl<T: FromJson> FromJson for std::collections::BTreeMap<String, T> {
    fn from_json(value: &Value) -> Result<Self, JsonError> {
        let fields = value.as_object().ok_or_else(|| JsonError::new("This must be an object."))?;
        let read = |(name, field): (&String, &Value)| match T::from_json(field) {
            Ok(field) => Ok((name.clone(), field)),
            Err(error) => Err(error.within(name)),
        };
        fields.iter().map(read).collect()
    }
}

impl<T: FromJson> FromJson for Box<T> {
    fn from_json(value: &Value) -> Result<Self, JsonError> {
        T::from_json(value).map(Self::new)
    }
}

impl<A: FromJson, B: FromJson> FromJson for (A, B) {
    fn from_json(value: &Value) -> Result<Self, JsonError> {
        match value.as_array().map(Vec::as_slice) {
            Some([first, second]) => Ok((A::from_json(first)?, B::from_json(second)?)),
            _ => Err(JsonError::new("This must be an array of two items.")),
        }
    }
}

/// JSON text that is kept without parsing it.
impl FromJson for Box<serde_json::value::RawValue> {
    fn from_json(value: &Value) -> Result<Self, JsonError> {
        serde_json::value::to_raw_value(value).map_err(|error| JsonError::new(error.to_string()))
    }
}

/// The parameters of a query or of a form as an object of texts. A repeated parameter becomes a list, which no parameter is
/// read from.
#[must_use]
pub fn of_parameters<'a>(parameters: impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)>) -> Value {
    let mut object = Map::new();
    for (name, value) in parameters {
        match object.entry(name.into_owned()) {
            Entry::Vacant(entry) => drop(entry.insert(Value::String(value.into_owned()))),
            Entry::Occupied(mut entry) => *entry.get_mut() = Value::Array(Vec::new()),
        }
    }
    Value::Object(object)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, FromJson)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Member {
        role: Role,
        estate_ids: Vec<u32>,
        #[serde(deserialize_with = "flag")]
        is_bot: bool,
        note: Option<String>,
    }

    #[derive(Debug, PartialEq, FromJson)]
    #[serde(rename_all = "snake_case")]
    enum Role {
        Owner,
        AdminOfAll,
    }

    fn refused(value: Value) -> (String, String) {
        let error = Vec::<Member>::from_json(&value).unwrap_err();
        (error.path, error.message)
    }

    #[test]
    fn reads_structs_and_enums() {
        let member = json!({ "role": "admin_of_all", "estateIds": [1, 2], "isBot": 1 });
        let expected = Member { role: Role::AdminOfAll, estate_ids: vec![1, 2], is_bot: true, note: None };
        assert_eq!(Member::from_json(&member), Ok(expected));
    }

    #[test]
    fn an_error_names_the_path() {
        let member = |field: &str, value: Value| {
            let mut member = json!({ "role": "owner", "estateIds": [], "isBot": false });
            member[field] = value;
            json!([member])
        };
        assert_eq!(refused(member("role", json!("guest"))).0, "[0].role");
        assert_eq!(
            refused(member("estateIds", json!([1, -1]))),
            ("[0].estateIds[1]".into(), "This number is out of range.".into())
        );
        assert_eq!(refused(member("extra", json!(1))), ("[0].extra".into(), "Remove this unknown field.".into()));
        assert_eq!(
            refused(json!([{ "role": "owner", "isBot": 0 }])),
            ("[0].estateIds".into(), "This is required.".into())
        );
        assert_eq!(refused(json!({})), (String::new(), "This must be an array.".into()));
    }

    #[derive(Debug, PartialEq, FromJson)]
    struct Parameters {
        q: Option<String>,
        #[serde(deserialize_with = "text")]
        limit: Option<u32>,
        #[serde(deserialize_with = "text")]
        deep: Option<bool>,
    }

    fn parameters(pairs: &[(&'static str, &'static str)]) -> Result<Parameters, String> {
        let pairs = pairs.iter().map(|(name, value)| (Cow::Borrowed(*name), Cow::Borrowed(*value)));
        Parameters::from_json(&of_parameters(pairs)).map_err(|error| error.path)
    }

    #[test]
    fn reads_parameters() {
        let read = parameters(&[("q", "12"), ("limit", "12"), ("deep", "true"), ("other", "a"), ("other", "b")]);
        assert_eq!(read, Ok(Parameters { q: Some("12".into()), limit: Some(12), deep: Some(true) }));
        assert_eq!(parameters(&[("limit", "many")]), Err("limit".into()));
        assert_eq!(parameters(&[("limit", "")]), Err("limit".into()));
        assert_eq!(parameters(&[("limit", "-1")]), Err("limit".into()));
        assert_eq!(parameters(&[("deep", "1")]), Err("deep".into()));
        assert_eq!(parameters(&[("q", "a"), ("q", "b")]), Err("q".into()));
    }
}
