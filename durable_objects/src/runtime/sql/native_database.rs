//! SQLite for native tests, with the parameter and row conversions of the runtime.

use rusqlite::Connection;
use rusqlite::types::{Value as Sql, ValueRef};
use serde_json::{Map, Value, json};

use super::{Database, Rows, SqlError, Statement, migrate};

/// A database in memory.
pub(crate) struct NativeDatabase {
    connection: Connection,
}

impl NativeDatabase {
    pub(crate) fn new() -> Self {
        Self { connection: Connection::open_in_memory().unwrap() }
    }

    /// A database with migrated tables.
    pub(crate) fn with(migrations: &[&[&'static str]]) -> Self {
        let database = Self::new();
        migrate(&database, migrations).unwrap();
        database
    }

    fn run_one(&self, statement: &Statement) -> rusqlite::Result<Vec<Value>> {
        let mut prepared = self.connection.prepare(statement.0)?;
        let names: Vec<String> = prepared.column_names().into_iter().map(str::to_owned).collect();
        let parameters = serde_json::from_str::<Vec<Value>>(statement.1.get()).unwrap();
        let parameters = rusqlite::params_from_iter(parameters.iter().map(bind));
        let mut rows = prepared.query(parameters)?;
        let mut answers = Vec::new();
        while let Some(row) = rows.next()? {
            let mut object = Map::new();
            for (index, name) in names.iter().enumerate() {
                object.insert(name.clone(), read(row.get_ref(index)?));
            }
            answers.push(Value::Object(object));
        }
        Ok(answers)
    }
}

/// The runtime binds all JavaScript numbers as REAL.
fn bind(value: &Value) -> Sql {
    match value {
        Value::Null => Sql::Null,
        Value::Number(number) => Sql::Real(number.as_f64().unwrap()),
        Value::String(text) => Sql::Text(text.clone()),
        other => panic!("{other} cannot be bound"),
    }
}

fn read(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => json!(number),
        // JSON.stringify writes 3.0 as 3
        ValueRef::Real(number) if number.fract() == 0.0 => json!(number as i64),
        ValueRef::Real(number) => json!(number),
        ValueRef::Text(text) => json!(std::str::from_utf8(text).unwrap()),
        ValueRef::Blob(_) => panic!("no column is a BLOB"),
    }
}

impl Database for NativeDatabase {
    fn run(&self, statements: &[Statement]) -> Result<Vec<Rows>, SqlError> {
        let failed = |error: rusqlite::Error| SqlError(error.to_string());
        let transaction = self.connection.unchecked_transaction().map_err(failed)?;
        let mut answers = Vec::new();
        for statement in statements {
            let rows = self.run_one(statement).map_err(failed)?;
            answers.push(Rows(rows));
        }
        transaction.commit().map_err(failed)?;
        Ok(answers)
    }
}
