//! Delivering the events of all streams. A failed delivery is tried again with growing pauses; the events after it wait,
//! so that receivers get them in the order of the chain. Other streams do not wait.

use futures::future::join_all;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::retry;
use steward_kernel::time::SECOND;

use super::message::{Rejection, send};
use super::service::Row;
use super::store;
use crate::edge::{Edge, log, outbound};
use crate::platform::audit::Origin;
use crate::platform::audit::service::list_after;
use crate::platform::change::{AuditEvent, Change, Tenant};
use crate::platform::schedule::Job;

/// The periodic work of audit streams.
pub const JOBS: &[Job] = &[crate::job!("auditStreams.deliver", 0, deliver_due)];

/// Streams per run.
const STREAMS: u32 = 50;
/// Messages per stream and run. The next run continues.
const MESSAGES: u32 = 10;
/// Audit events per message.
const EVENTS: u32 = 100;
/// Failures in a row after which a stream is paused: some eight hours.
const MAX_FAILURES: u32 = 14;
/// The first pause is that after so many failures of other deliveries: about a minute, as jobs run once a minute.
const FIRST_PAUSE: u32 = 6;

async fn deliver_due(edge: &Edge) -> Result<(), Error> {
    let due: Vec<Row> = edge.database()?.all(crate::bind!(store::LIST_DUE, edge.now(), STREAMS)).await?;
    for outcome in join_all(due.iter().map(|row| deliver(edge, row))).await {
        if let Err(error) = outcome {
            log::error("deliver audit stream failed", &[("error", format!("{error:?}").into())]);
        }
    }
    Ok(())
}

/// Delivers the next events of a stream, until there are none or a delivery fails.
async fn deliver(edge: &Edge, row: &Row) -> Result<(), Error> {
    let secret = row.secret(edge)?;
    let mut after = row.stream.delivered_sequence;
    for _ in 0..MESSAGES {
        let events = list_after(edge, &row.organization_id, after, EVENTS).await?;
        let sequences: Vec<i64> = events.iter().filter_map(|event| event.sequence).collect();
        let (Some(first), Some(last)) = (sequences.first(), sequences.last()) else { return Ok(()) };
        let id = format!("{}_{first}_{last}", row.id);
        let data = json!({ "organizationId": row.organization_id, "events": events });
        if let Err(rejection) = send(edge, (&row.stream.url, &secret), &id, "audit.events", &data).await? {
            return fail(edge, row, after, &rejection).await;
        }
        let mut change = change(edge, row);
        change.must_change(crate::bind!(store::ADVANCE, row.id, after, last, edge.now()));
        change.commit().await?;
        after = *last;
        if sequences.len() < EVENTS as usize {
            return Ok(());
        }
    }
    Ok(())
}

fn change(edge: &Edge, row: &Row) -> Change {
    Change::by(edge, Origin::system("audit stream"), Tenant::organization(&row.organization_id))
}

/// Stores a failed attempt, and pauses the stream after the last one.
async fn fail(edge: &Edge, row: &Row, after: i64, rejection: &Rejection) -> Result<(), Error> {
    let (now, failures) = (edge.now(), row.stream.failures + 1);
    let mut change = change(edge, row);
    if rejection.is_final || failures >= MAX_FAILURES {
        change.must_change(crate::bind!(store::FAIL_AND_PAUSE, row.id, after, rejection.reason, now));
        let event = AuditEvent::new("auditStream.pause", "audit_stream", &row.id).before(json!({ "paused": false }));
        change.audit(&event.after(json!({ "paused": true, "failures": failures, "error": rejection.reason })));
    } else {
        let pause = i64::from(retry::delay_seconds(FIRST_PAUSE + failures, outbound::jitter())) * SECOND;
        change.must_change(crate::bind!(store::FAIL, row.id, after, rejection.reason, now + pause, now));
    }
    change.commit().await
}
