//! SQLite of the runtime. The bindings of `worker` let exceptions of a cursor unwind through wasm frames, so statements
//! are run and their rows collected in JavaScript, where exceptions are caught.

use std::cell::Cell;

use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::worker_sys::DurableObjectStorage;
use worker::{Error, State, Storage};

use super::{Database, Rows, SqlError, Statement, migrate};

#[wasm_bindgen(inline_js = "
export function runStatements(storage, text) {
  const batch = JSON.parse(text);
  const run = () => batch.map(([sql, parameters]) => storage.sql.exec(sql, ...parameters).toArray());
  return JSON.stringify(batch.length > 1 ? storage.transactionSync(run) : run());
}
")]
extern "C" {
    #[wasm_bindgen(catch, js_name = runStatements)]
    fn run_statements(storage: &DurableObjectStorage, batch: &str) -> Result<String, JsValue>;
}

/// The SQLite database of an object.
#[derive(Debug)]
pub(crate) struct ObjectDatabase {
    storage: Storage,
    migrations: &'static [&'static [&'static str]],
    migrated: Cell<bool>,
}

impl ObjectDatabase {
    /// The database of the object with this `state` and the tables of `migrations`.
    pub(crate) fn new(state: &State, migrations: &'static [&'static [&'static str]]) -> Self {
        Self { storage: state.storage(), migrations, migrated: Cell::new(false) }
    }

    /// The database with its tables migrated. Migrations run at the first call after the object started.
    ///
    /// # Errors
    /// [`SqlError`] when a migration fails; the next call retries.
    pub(crate) fn migrated(&self) -> Result<&Self, SqlError> {
        if !self.migrated.get() {
            migrate(self, self.migrations)?;
            self.migrated.set(true);
        }
        Ok(self)
    }

    /// Deletes all storage, including the tables, so that an empty object costs nothing. The next call of
    /// [`Self::migrated`] creates the tables again.
    ///
    /// # Errors
    /// When the runtime rejects the call.
    pub(crate) async fn clear(&self) -> worker::Result<()> {
        // the runtime deletes when called, not when the promise resolves: no other call sees partly deleted tables
        self.migrated.set(false);
        self.storage.delete_all().await
    }
}

impl Database for ObjectDatabase {
    fn run(&self, statements: &[Statement]) -> Result<Vec<Rows>, SqlError> {
        let batch = serde_json::to_string(statements)?;
        let answers =
            run_statements(self.storage.as_raw(), &batch).map_err(|error| SqlError(Error::from(error).to_string()))?;
        let answers: Vec<Vec<Value>> = serde_json::from_str(&answers)?;
        Ok(answers.into_iter().map(Rows).collect())
    }
}
