//! D1. A statement is SQL text with its parameters; the statements of one [`Database::batch`] are one transaction.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use serde_json::Value;
use steward_kernel::error::Error;
use steward_kernel::from_json::{self, FromJson, JsonError};
use steward_kernel::page::page_json;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/edge/database.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn execute(database: &JsValue, statements: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = executePage)]
    async fn execute_page(database: &JsValue, statement: &str) -> Result<JsValue, JsValue>;
}

/// SQL and its parameters.
#[derive(Debug, Clone)]
pub struct Statement {
    sql: Cow<'static, str>,
    parameters: Vec<Value>,
}

impl Statement {
    /// Creates a statement from a feature's store. D1 accepts at most 100 parameters; pass a list as one parameter and
    /// read it with `json_each`.
    #[must_use]
    pub const fn new(sql: &'static str, parameters: Vec<Value>) -> Self {
        Self { sql: Cow::Borrowed(sql), parameters }
    }

    /// A statement of text that stores put together.
    #[must_use]
    pub const fn composed(sql: String, parameters: Vec<Value>) -> Self {
        Self { sql: Cow::Owned(sql), parameters }
    }
}

/// Names a feature's SQL: a constant for each statement, and `STATEMENTS` with all of them, which a test prepares
/// against the migrated schema.
#[macro_export]
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)+) => {
        $($(#[$doc])* pub const $name: &str = $sql;)+

        /// Every statement of this store, by name.
        #[cfg(test)]
        pub const STATEMENTS: &[(&str, &str)] = &[$((concat!(module_path!(), "::", stringify!($name)), $name)),+];
    };
}

/// A [`Statement`] with its parameters: `bind!(SQL, id, now)`.
#[macro_export]
macro_rules! bind {
    ($sql:expr $(, $parameter:expr)* $(,)?) => {
        $crate::edge::database::Statement::new($sql, vec![$($crate::edge::database::parameter(&$parameter)),*])
    };
}

/// Converts a value to a D1 parameter: text, a number or null.
pub fn parameter<T: serde::Serialize + ?Sized>(value: &T) -> Value {
    // all types that are bound can be serialized
    serde_json::to_value(value).unwrap_or_default()
}

/// The result of one statement of a batch.
#[derive(Debug)]
pub struct Outcome {
    rows: Vec<Value>,
    /// Rows that were inserted, updated or deleted.
    pub changes: u64,
}

impl Outcome {
    /// The rows, as a type with the names of the columns.
    ///
    /// # Errors
    /// [`Error::Database`] when a row does not match the type.
    pub fn rows<T: FromJson>(&self) -> Result<Vec<T>, Error> {
        from_json::list(&self.rows).map_err(|error| misshapen(&error))
    }

    /// The first row.
    ///
    /// # Errors
    /// [`Error::Database`] when a row does not match the type.
    pub fn first<T: FromJson>(&self) -> Result<Option<T>, Error> {
        self.rows.first().map(T::from_json).transpose().map_err(|error| misshapen(&error))
    }
}

fn misshapen(error: &JsonError) -> Error {
    Error::Database(format!("a row does not match the type: {error}"))
}

/// The number of statements and round trips of one request.
#[derive(Debug, Default)]
pub struct DatabaseCount {
    pub statements: Cell<u32>,
    pub round_trips: Cell<u32>,
}

/// D1, with a count of the statements and round trips of the request.
#[derive(Clone)]
pub struct Database {
    binding: JsValue,
    count: Rc<DatabaseCount>,
}

impl Database {
    pub(super) const fn new(binding: JsValue, count: Rc<DatabaseCount>) -> Self {
        Self { binding, count }
    }

    /// Runs statements as one transaction: all of them, or none.
    ///
    /// # Errors
    /// [`Error::Database`] with SQLite's message; see [`violates`].
    pub async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Outcome>, Error> {
        let text = self.wire(&statements)?;
        let answer = execute(&self.binding, &text).await.map_err(|error| Error::Database(super::message(&error)))?;
        let answer = answer.as_string().ok_or_else(|| Error::internal("D1 returned no text"))?;
        let outcomes: Vec<(Vec<Value>, Option<u64>)> = serde_json::from_str(&answer).map_err(Error::internal)?;
        Ok(outcomes.into_iter().map(|(rows, changes)| Outcome { rows, changes: changes.unwrap_or(0) }).collect())
    }

    /// A row beside a page of a list. The statement selects at most one row, of which the column `page_items` has the
    /// items as JSON texts that are separated by commas, which nothing parses on its way to the client, and
    /// `page_next` the last one's key if there are more. The page is returned as JSON.
    ///
    /// # Errors
    /// As [`Self::batch`]; [`Error::Database`] when the row does not match the type.
    pub async fn page<T: FromJson>(&self, statement: Statement) -> Result<Option<(T, String)>, Error> {
        let text = self.wire(&[statement])?;
        let answer = execute_page(&self.binding, &text).await;
        let answer = js_sys::Array::from(&answer.map_err(|error| Error::Database(super::message(&error)))?);
        let Some(row) = answer.get(0).as_string() else { return Ok(None) };
        let row: Value = serde_json::from_str(&row).map_err(Error::internal)?;
        let row = T::from_json(&row).map_err(|error| misshapen(&error))?;
        let items = answer.get(1).as_string().unwrap_or_default();
        Ok(Some((row, page_json(&items, answer.get(2).as_string().as_deref()))))
    }

    /// Counts the statements of one round trip, and writes them as `database.js` reads them.
    fn wire(&self, statements: &[Statement]) -> Result<String, Error> {
        self.count.statements.set(self.count.statements.get() + u32::try_from(statements.len()).unwrap_or(u32::MAX));
        self.count.round_trips.set(self.count.round_trips.get() + 1);
        let wire: Vec<(&str, &[Value])> =
            statements.iter().map(|statement| (&*statement.sql, &*statement.parameters)).collect();
        serde_json::to_string(&wire).map_err(Error::internal)
    }

    /// Runs one statement.
    ///
    /// # Errors
    /// As [`Self::batch`].
    pub async fn run(&self, statement: Statement) -> Result<Outcome, Error> {
        let mut outcomes = self.batch(vec![statement]).await?;
        outcomes.pop().ok_or_else(|| Error::internal("D1 returned no result"))
    }

    /// All rows of one statement.
    ///
    /// # Errors
    /// As [`Self::batch`].
    pub async fn all<T: FromJson>(&self, statement: Statement) -> Result<Vec<T>, Error> {
        self.run(statement).await?.rows()
    }

    /// The first row of one statement.
    ///
    /// # Errors
    /// As [`Self::batch`].
    pub async fn first<T: FromJson>(&self, statement: Statement) -> Result<Option<T>, Error> {
        self.run(statement).await?.first()
    }
}

/// `json()` rejects this text, which fails the whole batch. D1 has no other way to roll back within a batch.
const ASSERT_CHANGED: &str = "SELECT json('nothing was changed') WHERE changes() = 0";

/// Rolls back the batch when the statement before this one changed no row: see [`is_precondition_failed`].
#[must_use]
pub const fn assert_changed() -> Statement {
    Statement::new(ASSERT_CHANGED, Vec::new())
}

/// Whether a batch was rolled back by [`assert_changed`]: the error of `json('…')` for an invalid text.
#[must_use]
pub fn is_precondition_failed(error: &Error) -> bool {
    matches!(error, Error::Database(detail) if detail.contains("malformed JSON"))
}

/// Whether the error is a violation of the unique index over these columns, such as `user.email`.
#[must_use]
pub fn violates(error: &Error, columns: &str) -> bool {
    matches!(error, Error::Database(detail) if detail.contains("UNIQUE constraint failed") && detail.contains(columns))
}
