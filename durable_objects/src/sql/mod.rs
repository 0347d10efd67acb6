//! An object's SQLite: statements in, rows out, as JSON on both ways.
//!
//! Objects keep what they know here and nowhere else; what they hold in memory is a copy that an eviction may take.

mod javascript;
mod schema;
#[cfg(test)]
pub(crate) mod testing;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::{RawValue, to_raw_value};

pub(crate) use javascript::ObjectDatabase;
pub(crate) use schema::migrate;

/// SQLite, or what stands between it and us, did not do what was asked.
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

/// A statement with its parameters: a pair, as JavaScript takes it.
#[derive(Debug, Serialize)]
pub(crate) struct Statement(pub(crate) &'static str, pub(crate) Box<RawValue>);

impl Statement {
    /// `parameters` are a tuple or an array of texts, numbers and nulls: nothing else can be bound.
    ///
    /// # Errors
    /// [`SqlError`] when they cannot be written as JSON.
    pub(crate) fn new(sql: &'static str, parameters: &impl Serialize) -> Result<Self, SqlError> {
        Ok(Self(sql, to_raw_value(parameters)?))
    }

    /// A statement without parameters.
    ///
    /// # Errors
    /// None in truth.
    pub(crate) fn bare(sql: &'static str) -> Result<Self, SqlError> {
        const NONE: &[u8] = &[];
        Self::new(sql, &NONE)
    }
}

/// The rows of one statement: a JSON array of objects.
#[derive(Debug)]
pub(crate) struct Rows(Box<RawValue>);

impl Rows {
    /// All of them.
    pub(crate) fn decode<Row: DeserializeOwned>(&self) -> Result<Vec<Row>, SqlError> {
        Ok(serde_json::from_str(self.0.get())?)
    }

    /// The first, if any.
    pub(crate) fn first<Row: DeserializeOwned>(&self) -> Result<Option<Row>, SqlError> {
        Ok(self.decode::<Row>()?.into_iter().next())
    }
}

/// Where statements are run.
pub(crate) trait Database {
    /// Runs statements in one transaction: all of them, or none. One answer for each.
    fn run(&self, statements: &[Statement]) -> Result<Vec<Rows>, SqlError>;

    /// Runs one statement.
    fn query(&self, statement: Statement) -> Result<Rows, SqlError> {
        let answers = self.run(&[statement])?;
        answers.into_iter().next().ok_or_else(|| SqlError("no answer".to_owned()))
    }
}
