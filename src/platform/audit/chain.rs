//! The chain: each line of an organization gets a number, from 1 without gaps, and the SHA-256 of its content and of the
//! hash before it. SQLite has no hash function, so the chain is closed right after the commit, in the order of writing.
//! What a crash leaves open the cron closes.

use std::cell::Cell;
use std::time::Duration;

use serde::Deserialize;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::signature::token_hash;
use steward_kernel::time::SECOND;

use super::store;
use crate::edge::database::is_precondition_failed;
use crate::edge::{Edge, log};

/// The chain of lines that belong to no organization.
const PLATFORM: &str = "platform";
/// Lines of one step.
const STEP: u32 = 200;
/// Steps of one run: what is left waits for the next.
const MOST_STEPS: u32 = 25;
/// How long a moment is: lines of many requests are closed together.
const MOMENT: Duration = Duration::from_millis(300);
/// Who was to close the chains, and has not within this time, will not.
const PATIENCE_MS: i64 = 10 * SECOND;

/// A line as it is hashed.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Line {
    pub position: i64,
    pub id: String,
    organization_id: Option<String>,
    estate_id: Option<String>,
    actor_type: String,
    actor_id: Option<String>,
    acting_user_id: Option<String>,
    impersonated_by: Option<String>,
    action: String,
    resource_type: String,
    resource_id: Option<String>,
    detail: String,
    ip_address: Option<String>,
    user_agent: Option<String>,
    request_id: Option<String>,
    created_at: i64,
}

impl Line {
    fn chain(&self) -> &str {
        self.organization_id.as_deref().unwrap_or(PLATFORM)
    }

    /// SHA-256, hex, over a JSON array of the hash before, the number and every column in the table's order.
    pub(super) fn hash(&self, before: &str, sequence: i64) -> String {
        let content = json!([
            before,
            sequence,
            self.id,
            self.organization_id,
            self.estate_id,
            self.actor_type,
            self.actor_id,
            self.acting_user_id,
            self.impersonated_by,
            self.action,
            self.resource_type,
            self.resource_id,
            self.detail,
            self.ip_address,
            self.user_agent,
            self.request_id,
            self.created_at,
        ]);
        token_hash(&content.to_string())
    }
}

/// Where a chain ends.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct End {
    pub chain: String,
    pub sequence: i64,
    pub hash: String,
}

/// Closes the chains a moment later, after the response. Many calls in that moment are one.
pub(super) fn close_soon(edge: &Edge) {
    thread_local! {
        static BEGUN_AT: Cell<i64> = const { Cell::new(i64::MIN) };
    }
    let now = edge.now();
    if now.saturating_sub(BEGUN_AT.get()) < PATIENCE_MS {
        return;
    }
    BEGUN_AT.set(now);
    let background = edge.clone();
    edge.spawn(async move {
        background.pause(MOMENT).await;
        BEGUN_AT.set(i64::MIN);
        if let Err(error) = close(&background).await {
            log::error("the audit log's chains were not closed", &[("error", format!("{error:?}").into())]);
        }
    });
}

/// Closes the chains over the lines that are open, in bounded steps. Two at once do it once.
///
/// # Errors
/// [`Error::Database`].
pub async fn close(edge: &Edge) -> Result<(), Error> {
    let database = edge.database()?;
    for _ in 0..MOST_STEPS {
        let open: Vec<Line> = database.all(crate::bind!(store::LIST_OPEN, STEP)).await?;
        let more = open.len() == STEP as usize;
        if open.is_empty() {
            break;
        }
        let mut chains: Vec<&str> = open.iter().map(Line::chain).collect();
        chains.sort_unstable();
        chains.dedup();
        let ends: Vec<End> = database.all(crate::bind!(store::SELECT_ENDS, json!(chains).to_string())).await?;
        for chain in chains {
            let end = ends.iter().find(|end| end.chain == chain);
            let lines: Vec<&Line> = open.iter().filter(|line| line.chain() == chain).collect();
            if !append(edge, chain, end, &lines).await? {
                // somebody else is at it
                return Ok(());
            }
        }
        if !more {
            break;
        }
    }
    Ok(())
}

/// Closes one chain over lines of it. False when it has moved meanwhile.
async fn append(edge: &Edge, chain: &str, end: Option<&End>, lines: &[&Line]) -> Result<bool, Error> {
    let before = end.map_or(0, |end| end.sequence);
    let (sequence, hash, links) = links(end, lines);
    let statements = vec![
        crate::bind!(store::MOVE_END, chain, sequence, hash, before, edge.now()),
        crate::bind!(store::ASSERT_MOVED, chain, hash),
        crate::bind!(store::CLOSE_LINES, links.to_string()),
    ];
    match edge.database()?.batch(statements).await {
        Ok(_) => Ok(true),
        Err(error) if is_precondition_failed(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The number and hash of each line, after a chain's end.
fn links(end: Option<&End>, lines: &[&Line]) -> (i64, String, serde_json::Value) {
    let (mut sequence, mut hash) = end.map_or((0, String::new()), |end| (end.sequence, end.hash.clone()));
    let links = lines.iter().map(|line| {
        sequence += 1;
        hash = line.hash(&hash, sequence);
        json!({ "position": line.position, "sequence": sequence, "hash": hash })
    });
    let links = links.collect();
    (sequence, hash, links)
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn line(position: i64) -> Line {
        Line {
            position,
            id: format!("aud_{position}"),
            organization_id: Some("org_1".to_owned()),
            estate_id: None,
            actor_type: "user".to_owned(),
            actor_id: Some("usr_1".to_owned()),
            acting_user_id: None,
            impersonated_by: None,
            action: "estate.create".to_owned(),
            resource_type: "estate".to_owned(),
            resource_id: Some("est_1".to_owned()),
            detail: "{}".to_owned(),
            ip_address: None,
            user_agent: None,
            request_id: None,
            created_at: 1,
        }
    }

    #[test]
    fn a_chain_goes_on_where_it_ended() {
        let lines = [line(1), line(2), line(3)];
        let all: Vec<&Line> = lines.iter().collect();
        let (last, hash, _) = links(None, &all);
        let (first, begun, _) = links(None, &all[..1]);
        let end = End { chain: "org_1".to_owned(), sequence: first, hash: begun };
        assert_eq!(links(Some(&end), &all[1..]).1, hash);
        assert_eq!((first, last), (1, 3));
    }

    #[test]
    fn every_column_counts_and_moves_no_border() {
        let original = line(1);
        let mut others = vec![original.clone(); 5];
        others[0].detail = "{\"a\":1}".to_owned();
        others[1].created_at = 2;
        others[2].actor_id = None;
        (others[3].action, others[3].resource_type) = ("estate.createe".to_owned(), "state".to_owned());
        others[4].ip_address = Some("null".to_owned());
        for other in others {
            assert_ne!(other.hash("", 1), original.hash("", 1));
        }
        assert_ne!(original.hash("", 1), original.hash("", 2));
        assert_ne!(original.hash("", 1), original.hash("a", 1));
    }
}
