//! Resealing: values under old keys are opened and sealed under the active one.

use serde_json::Value;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::sealing::{AssociatedData, KeyRing};

use super::column::{self, Column};
use crate::edge::{Edge, log};
use crate::platform::schedule::Job;

/// Rows of one step.
const STEP: u32 = 50;
/// Steps of one run, over all columns. The next run does the rest.
const MAXIMUM_STEPS: u32 = 20;

#[derive(FromJson)]
struct Row {
    id: String,
    sealed: String,
}

/// Key rotation's periodic work.
pub const JOBS: &[Job] = &[crate::job!("sealing.reseal", 0, run)];

/// Reseals values under old keys, in bounded steps. It reads nothing while the ring has one key.
async fn run(edge: &Edge) -> Result<(), Error> {
    let ring = edge.key_ring()?;
    let old: Vec<&str> = ring.ids().skip(1).collect();
    let mut steps = MAXIMUM_STEPS;
    for column in column::all() {
        for key_id in &old {
            let mut after = String::new();
            while steps > 0 {
                steps -= 1;
                let statement = crate::bind!(column.select, key_id, after, STEP);
                let rows: Vec<Row> = edge.database()?.all(statement).await?;
                let Some(last) = rows.last() else { break };
                after.clone_from(&last.id);
                reseal(edge, &ring, column, &rows).await?;
            }
        }
    }
    Ok(())
}

async fn reseal(edge: &Edge, ring: &KeyRing, column: &Column, rows: &[Row]) -> Result<(), Error> {
    let statements: Vec<_> = rows
        .iter()
        .filter_map(|row| {
            let associated_data = AssociatedData { table: column.table, column: column.column, row: &row.id };
            let sealed = ring
                .open(associated_data, &row.sealed)
                .and_then(|secret| ring.seal(associated_data, &secret, edge.random()));
            match sealed {
                // a value that was changed meanwhile was sealed under the active key
                Ok(sealed) => Some(crate::bind!(column.update, row.id, row.sealed, sealed)),
                Err(error) => {
                    let fields: [(&str, Value); 4] = [
                        ("table", column.table.into()),
                        ("column", column.column.into()),
                        ("row", row.id.as_str().into()),
                        ("error", error.to_string().into()),
                    ];
                    log::error("open sealed value failed", &fields);
                    None
                }
            }
        })
        .collect();
    if statements.is_empty() {
        return Ok(());
    }
    edge.database()?.batch(statements).await.map(|_| ())
}
