//! How many values are sealed under which key.

use steward_kernel::error::Error;
use steward_kernel::sealing::key_created_at;
use steward_kernel::time::DAY;

use super::column;
use super::model::{CountRow, SealedColumn, Sealing, SealingKey};
use crate::edge::Edge;

/// The keys of the ring and how many values are sealed under each of them.
///
/// # Errors
/// [`Error::Internal`] when `SEALING_KEYS` is wrong.
pub async fn overview(edge: &Edge) -> Result<Sealing, Error> {
    let ring = edge.key_ring()?;
    let active = ring.active_id().map_err(Error::internal)?;
    let now = edge.now();
    let new_key = |id: &str, known: bool| {
        let created_at = key_created_at(id);
        SealingKey {
            id: id.to_owned(),
            created_at,
            age_days: created_at.map(|moment| ((now - moment.0) / DAY).max(0)),
            active: id == active,
            known,
            counts: Vec::new(),
            total: 0,
        }
    };
    let mut keys: Vec<SealingKey> = ring.ids().map(|id| new_key(id, true)).collect();
    let statements = column::all().map(|column| crate::bind!(column.count)).collect();
    let outcomes = edge.database()?.batch(statements).await?;
    for (column, outcome) in column::all().zip(&outcomes) {
        for CountRow { key_id, count } in outcome.rows::<CountRow>()? {
            let index = keys.iter().position(|key| key.id == key_id).unwrap_or_else(|| {
                keys.push(new_key(&key_id, false));
                keys.len() - 1
            });
            if let Some(key) = keys.get_mut(index) {
                key.counts.push(SealedColumn { table: column.table, column: column.column, count });
                key.total += count;
            }
        }
    }
    let sum = |wanted: fn(&&SealingKey) -> bool| keys.iter().filter(wanted).map(|key| key.total).sum();
    let pending = sum(|key| key.known && !key.active);
    let lost = sum(|key| !key.known);
    Ok(Sealing { active_key_id: active.to_owned(), keys, pending, lost })
}
