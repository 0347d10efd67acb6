//! The record of a delivery. It is part of the delivery's change and rejects a second one.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;

use super::model::{Delivery, EarlierDelivery};
use super::store;
use crate::edge::database::{is_precondition_failed, violates};
use crate::platform::change::Change;

/// The outcome of a delivery.
#[derive(Debug)]
pub struct Outcome<'a> {
    /// `accepted`, or why the delivery had no effect.
    pub outcome: &'a str,
    /// Ids of the resources that the delivery created.
    pub started_ids: Vec<String>,
}

/// Adds the record of a delivery. The change is rolled back when a record exists, but for one with the outcome `replaced`.
pub fn record(
    change: &mut Change,
    provider: &'static str,
    delivery: &Delivery,
    outcome: &Outcome<'_>,
    replaced: Option<&str>,
) {
    let started_ids = json!(outcome.started_ids).to_string();
    let received_at = change.edge().now();
    let Delivery { hook_id, event, id, .. } = delivery;
    let outcome = outcome.outcome;
    match replaced {
        None => {
            change.run(crate::bind!(store::INSERT, provider, hook_id, event, id, outcome, started_ids, received_at));
        }
        Some(replaced) => change.must_change(crate::bind!(
            store::REPLACE,
            provider,
            hook_id,
            event,
            id,
            outcome,
            started_ids,
            received_at,
            replaced,
        )),
    }
}

#[derive(FromJson)]
struct EarlierRow {
    earlier: String,
}

/// Commits the change of a delivery. When the delivery was already recorded, also concurrently, the change is rolled
/// back and the earlier record is returned.
///
/// # Errors
/// [`Error::Database`]; nothing is written, so the delivery can be repeated.
pub async fn commit_once(
    change: Change,
    provider: &'static str,
    delivery: &Delivery,
) -> Result<Option<EarlierDelivery>, Error> {
    let edge = change.edge().clone();
    let error = match change.commit().await {
        Ok(()) => return Ok(None),
        Err(error) if violates(&error, "webhook_delivery.delivery_id") || is_precondition_failed(&error) => error,
        Err(error) => return Err(error),
    };
    let Delivery { hook_id, event, id, .. } = delivery;
    let select = crate::bind!(store::SELECT, provider, hook_id, event, id);
    let row: Option<EarlierRow> = edge.database()?.first(select).await?;
    read_earlier(row.as_ref().map(|row| row.earlier.as_str()))?.ok_or(error).map(Some)
}

/// Reads `json_object('outcome', outcome, 'startedIds', json(build_ids))` of a record, for a provider that reads it
/// together with what else it needs.
///
/// # Errors
/// [`Error::Internal`] when it does not match the type.
pub fn read_earlier(text: Option<&str>) -> Result<Option<EarlierDelivery>, Error> {
    text.map(steward_kernel::from_json::read).transpose().map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_record_is_read() {
        let earlier = read_earlier(Some(r#"{"outcome":"accepted","startedIds":["build_1"]}"#)).unwrap().unwrap();
        assert_eq!(
            earlier,
            EarlierDelivery { outcome: "accepted".to_owned(), started_ids: vec!["build_1".to_owned()] }
        );
        assert_eq!(read_earlier(None).unwrap(), None);
        assert!(read_earlier(Some("{}")).is_err());
    }
}
