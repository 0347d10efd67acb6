//! The fields of an object: what the derived readers call.
//!
//! A derived reader holds a slot for each field and fills all of them with one call. Reading field after field in code of its
//! own would end the ones already read at every place that can fail, which made half of the readers' code.

use serde_json::{Map, Value};

use super::{FromJson, JsonError, read};

/// The fields of an object.
#[derive(Clone, Copy)]
pub struct Object<'a> {
    fields: &'a Map<String, Value>,
}

impl<'a> Object<'a> {
    /// # Errors
    /// [`JsonError`] when the value is not an object.
    pub fn of(value: &'a Value) -> Result<Self, JsonError> {
        let fields = value.as_object().ok_or_else(|| JsonError::new("This must be an object."))?;
        Ok(Self { fields })
    }

    /// # Errors
    /// [`JsonError`] at the field.
    pub fn field<T: FromJson>(&self, name: &str) -> Result<T, JsonError> {
        present_or_absent(self.fields.get(name)).map_err(|error| error.within(name))
    }

    fn deny_unknown(&self, known: &[&str]) -> Result<(), JsonError> {
        match self.fields.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(JsonError::new("Remove this unknown field.").within(name)),
            None => Ok(()),
        }
    }
}

/// Fills the slots with the fields of these names.
///
/// # Errors
/// [`JsonError`] when the value is not an object, at the first field that cannot be read, and, if unknown fields are denied,
/// at the first of them. Without an error every slot is filled.
pub fn fill(value: &Value, names: &[&str], slots: &mut [&mut dyn Slot], deny_unknown: bool) -> Result<(), JsonError> {
    let object = Object::of(value)?;
    if deny_unknown {
        object.deny_unknown(names)?;
    }
    for (name, slot) in names.iter().zip(slots) {
        slot.fill(object.fields.get(*name)).map_err(|error| error.within(name))?;
    }
    Ok(())
}

/// A place for a field that is read.
pub trait Slot {
    /// Reads the field; `None` when the object does not have it.
    ///
    /// # Errors
    /// [`JsonError`] without the field's name.
    fn fill(&mut self, value: Option<&Value>) -> Result<(), JsonError>;
}

fn required() -> JsonError {
    JsonError::new("This is required.")
}

fn present_or_absent<T: FromJson>(value: Option<&Value>) -> Result<T, JsonError> {
    match value {
        Some(value) => T::from_json(value),
        None => T::absent().ok_or_else(required),
    }
}

/// A field that is read as its type is.
pub struct Plain<T>(pub Option<T>);

impl<T: FromJson> Slot for Plain<T> {
    fn fill(&mut self, value: Option<&Value>) -> Result<(), JsonError> {
        self.0 = Some(present_or_absent(value)?);
        Ok(())
    }
}

/// A field that has its type's default when it is absent.
pub struct OrDefault<T>(pub Option<T>);

impl<T: FromJson + Default> Slot for OrDefault<T> {
    fn fill(&mut self, value: Option<&Value>) -> Result<(), JsonError> {
        self.0 = Some(value.map(T::from_json).transpose()?.unwrap_or_default());
        Ok(())
    }
}

/// A column. SQLite's 0 and 1 are accepted as truth values.
pub struct Column<T>(pub Option<T>);

impl<T: FromJson> Slot for Column<T> {
    fn fill(&mut self, value: Option<&Value>) -> Result<(), JsonError> {
        self.0 = Some(match value {
            Some(value) => T::from_column(value)?,
            None => T::absent().ok_or_else(required)?,
        });
        Ok(())
    }
}

/// A column that holds JSON text.
pub struct JsonText<T>(pub Option<T>);

impl<T: FromJson> Slot for JsonText<T> {
    fn fill(&mut self, value: Option<&Value>) -> Result<(), JsonError> {
        let text: String = present_or_absent(value)?;
        self.0 = Some(read(&text)?);
        Ok(())
    }
}

/// A parameter of a query that is a number or a truth value.
pub struct Text<T>(pub Option<T>);

impl<T: FromJson> Slot for Text<T> {
    fn fill(&mut self, value: Option<&Value>) -> Result<(), JsonError> {
        self.0 = Some(match value {
            Some(Value::String(text)) => T::from_text(text)?,
            value => present_or_absent(value)?,
        });
        Ok(())
    }
}
