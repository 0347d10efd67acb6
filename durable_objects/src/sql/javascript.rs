//! SQLite as the runtime offers it. The bindings of `worker` let an exception of a cursor pass through wasm frames,
//! so statements are run and read to their end in JavaScript, where exceptions are caught.

use std::cell::Cell;

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
    /// The database of the object that `state` belongs to; its tables are made by `migrations`.
    pub(crate) fn new(state: &State, migrations: &'static [&'static [&'static str]]) -> Self {
        Self { storage: state.storage(), migrations, migrated: Cell::new(false) }
    }

    /// The database with its tables made: done once, at the first call after the object woke up.
    ///
    /// # Errors
    /// [`SqlError`] when they cannot be made; the next call tries again.
    pub(crate) fn migrated(&self) -> Result<&Self, SqlError> {
        if !self.migrated.get() {
            migrate(self, self.migrations)?;
            self.migrated.set(true);
        }
        Ok(self)
    }

    /// Empties the storage, tables and all, so that an object with nothing to remember costs nothing. The next call
    /// makes the tables anew.
    ///
    /// # Errors
    /// When the runtime refuses.
    pub(crate) async fn clear(&self) -> worker::Result<()> {
        // the runtime deletes at the call, not at its promise: no other call finds the tables half gone
        self.migrated.set(false);
        self.storage.delete_all().await
    }
}

impl Database for ObjectDatabase {
    fn run(&self, statements: &[Statement]) -> Result<Vec<Rows>, SqlError> {
        let batch = serde_json::to_string(statements)?;
        let answers =
            run_statements(self.storage.as_raw(), &batch).map_err(|error| SqlError(Error::from(error).to_string()))?;
        let answers: Vec<_> = serde_json::from_str(&answers)?;
        Ok(answers.into_iter().map(Rows).collect())
    }
}
