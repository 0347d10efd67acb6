//! An object's SQLite database. Statements, parameters and rows cross the boundary to JavaScript as JSON.
//!
//! It is the only durable state of an object: memory is lost when the object is evicted.

#[cfg(test)]
pub(crate) mod native_database;
mod object_database;
mod schema;

use serde::Serialize;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use steward_kernel::from_json::{self, FromJson, JsonError};

pub(crate) use object_database::ObjectDatabase;
pub(crate) use schema::migrate;

/// A statement failed, or its parameters or rows could not be converted.
#[derive(Debug, thiserror::Error)]
#[error("SQLite: {0}")]
pub(crate) struct SqlError(pub(crate) String);

impl From<serde_json::Error> for SqlError {
    #[cold]
    #[inline(never)]
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<JsonError> for SqlError {
    #[cold]
    #[inline(never)]
    fn from(error: JsonError) -> Self {
        Self(error.to_string())
    }
}

/// A statement with its parameters, serialized as a pair.
#[derive(Debug, Serialize)]
pub(crate) struct Statement(pub(crate) &'static str, pub(crate) Box<RawValue>);

impl Statement {
    /// `parameters` is a tuple or an array of strings, numbers and nulls; nothing else can be bound.
    ///
    /// # Errors
    /// [`SqlError`] when they cannot be serialized.
    pub(crate) fn new(sql: &'static str, parameters: &impl Serialize) -> Result<Self, SqlError> {
        Ok(Self(sql, to_raw_value(parameters)?))
    }

    /// A statement without parameters.
    ///
    /// # Errors
    /// As [`Statement::new`].
    pub(crate) fn bare(sql: &'static str) -> Result<Self, SqlError> {
        const NONE: &[u8] = &[];
        Self::new(sql, &NONE)
    }
}

/// The rows of one statement: a JSON array of objects.
#[derive(Debug)]
pub(crate) struct Rows(Vec<Value>);

impl Rows {
    /// All rows.
    pub(crate) fn decode<Row: FromJson>(&self) -> Result<Vec<Row>, SqlError> {
        Ok(from_json::list(&self.0)?)
    }

    /// The first row, if any.
    pub(crate) fn first<Row: FromJson>(&self) -> Result<Option<Row>, SqlError> {
        Ok(self.0.first().map(Row::from_json).transpose()?)
    }
}

/// Runs statements.
pub(crate) trait Database {
    /// Runs statements in one transaction. Returns the rows of each.
    fn run(&self, statements: &[Statement]) -> Result<Vec<Rows>, SqlError>;

    /// Runs one statement.
    fn query(&self, statement: Statement) -> Result<Rows, SqlError> {
        let answers = self.run(&[statement])?;
        answers.into_iter().next().ok_or_else(|| SqlError("no rows for the statement".to_owned()))
    }
}
