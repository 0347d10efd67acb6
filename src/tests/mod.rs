//! Tests across all features.

mod asvs;
mod audit;
mod comparisons;
mod documentation;
mod export;
mod layers;
mod openapi;
mod statements;

use rusqlite::Connection;

/// An empty database in memory with the newest schema.
pub(crate) fn migrated() -> Connection {
    let database = Connection::open_in_memory().unwrap();
    let mut files: Vec<_> = std::fs::read_dir("migrations").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        database.execute_batch(&std::fs::read_to_string(&file).unwrap()).unwrap();
    }
    database
}
