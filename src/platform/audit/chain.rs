//! The hash chain: each audit event of an organization gets a number, from 1 without gaps, and a hash of its content and
//! of the previous hash, by a key of the ring: who can write to the database only cannot write a chain anew. SQLite has no
//! hash function, so events are chained right after the commit, in the order in which they were written; a periodic job
//! chains events that a crash left out.

use std::cell::Cell;
use std::time::Duration;
use steward_kernel::from_json::FromJson;

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::sealing::KeyRing;
use steward_kernel::signature::token_hash;
use steward_kernel::time::{DAY, SECOND};

use super::{anchor, retention, store};
use crate::edge::database::is_precondition_failed;
use crate::edge::{Edge, log};
use crate::platform::schedule::Job;

/// The chain's periodic work.
pub const JOBS: &[Job] = &[
    crate::job!("audit.chain", 0, chain_pending),
    crate::job!("audit.anchor", 0, anchor::anchor_chains),
    crate::job!("audit.expireArchives", DAY, retention::expire_archives),
];

/// Separates the derived keys from those of other uses.
const PURPOSE: &str = "audit-chain";

/// The chain of events without an organization.
pub(super) const PLATFORM: &str = "platform";
/// Events per step.
const STEP: u32 = 200;
/// Steps per run. The next run continues.
const MAXIMUM_STEPS: u32 = 25;
/// The delay before chaining, so that the events of concurrent requests are chained together.
const DELAY: Duration = Duration::from_millis(300);
/// Scheduled chaining that has not run after this time is scheduled again: its invocation was cancelled.
const SCHEDULE_TIMEOUT_MS: i64 = 10 * SECOND;

/// The hashed content of an audit event.
#[derive(Debug, Clone, FromJson)]
pub(super) struct HashedEvent {
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
    pub created_at: i64,
}

impl HashedEvent {
    fn chain(&self) -> &str {
        self.organization_id.as_deref().unwrap_or(PLATFORM)
    }

    /// The key's id, a colon, and the HMAC-SHA256 of the content in hex. Events that were chained without a key have only
    /// the SHA-256: `key_id` is then `None`.
    ///
    /// # Errors
    /// [`Error::Internal`] when the ring does not have the key.
    pub(super) fn hash(
        &self,
        ring: &KeyRing,
        key_id: Option<&str>,
        before: &str,
        sequence: i64,
    ) -> Result<String, Error> {
        let content = self.content(before, sequence);
        let Some(key_id) = key_id else { return Ok(token_hash(&content)) };
        let hash = ring.derive(key_id, PURPOSE, &content).map_err(Error::internal)?;
        Ok(format!("{key_id}:{}", hex::encode(hash)))
    }

    /// A JSON array of the previous hash, the number and all columns in the order of the table.
    pub(super) fn content(&self, before: &str, sequence: i64) -> String {
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
        content.to_string()
    }
}

/// The id of the key of a hash; `None` for the hash of an event that was chained without a key.
pub(super) fn key_id_of(hash: &str) -> Option<&str> {
    hash.split_once(':').map(|(key_id, _)| key_id)
}

/// The last event of a chain.
#[derive(Debug, Clone, PartialEq, Eq, FromJson)]
pub(super) struct Head {
    pub chain: String,
    pub sequence: i64,
    pub hash: String,
}

/// Schedules chaining of the pending events after the response. Concurrent calls are combined.
pub(super) fn chain_soon(edge: &Edge) {
    thread_local! {
        static SCHEDULED_AT: Cell<i64> = const { Cell::new(i64::MIN) };
    }
    let now = edge.now();
    if now.saturating_sub(SCHEDULED_AT.get()) < SCHEDULE_TIMEOUT_MS {
        return;
    }
    SCHEDULED_AT.set(now);
    let background = edge.clone();
    edge.spawn(async move {
        background.pause(DELAY).await;
        SCHEDULED_AT.set(i64::MIN);
        if let Err(error) = chain_pending(&background).await {
            log::error("chain audit events failed", &[("error", format!("{error:?}").into())]);
        }
    });
}

/// Chains the pending events in bounded steps. Of two concurrent calls, one chains them.
async fn chain_pending(edge: &Edge) -> Result<(), Error> {
    let database = edge.database()?;
    for _ in 0..MAXIMUM_STEPS {
        let pending: Vec<HashedEvent> = database.all(crate::bind!(store::LIST_PENDING, STEP)).await?;
        let has_more = pending.len() == STEP as usize;
        if pending.is_empty() {
            break;
        }
        let mut chains: Vec<&str> = pending.iter().map(HashedEvent::chain).collect();
        chains.sort_unstable();
        chains.dedup();
        let heads: Vec<Head> = database.all(crate::bind!(store::SELECT_HEADS, json!(chains).to_string())).await?;
        for chain in chains {
            let head = heads.iter().find(|head| head.chain == chain);
            let events: Vec<&HashedEvent> = pending.iter().filter(|event| event.chain() == chain).collect();
            if !append(edge, chain, head, &events).await? {
                // another invocation chains them
                return Ok(());
            }
        }
        if !has_more {
            break;
        }
    }
    Ok(())
}

/// Appends events to one chain. False when another invocation has moved its head.
async fn append(edge: &Edge, chain: &str, head: Option<&Head>, events: &[&HashedEvent]) -> Result<bool, Error> {
    let before = head.map_or(0, |head| head.sequence);
    let ring = edge.key_ring()?;
    let key_id = ring.active_id().map_err(Error::internal)?;
    let (sequence, hash, links) = links(&ring, key_id, head, events)?;
    let statements = vec![
        crate::bind!(store::MOVE_HEAD, chain, sequence, hash, before, edge.now()),
        crate::bind!(store::ASSERT_MOVED, chain, hash),
        crate::bind!(store::CHAIN_EVENTS, links.to_string()),
    ];
    match edge.database()?.batch(statements).await {
        Ok(_) => Ok(true),
        Err(error) if is_precondition_failed(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The number and the hash of each event after a chain's head.
fn links(
    ring: &KeyRing,
    key_id: &str,
    head: Option<&Head>,
    events: &[&HashedEvent],
) -> Result<(i64, String, serde_json::Value), Error> {
    let (mut sequence, mut hash) = head.map_or((0, String::new()), |head| (head.sequence, head.hash.clone()));
    let mut links = Vec::with_capacity(events.len());
    for event in events {
        sequence += 1;
        hash = event.hash(ring, Some(key_id), &hash, sequence)?;
        links.push(json!({ "position": event.position, "sequence": sequence, "hash": hash }));
    }
    Ok((sequence, hash, links.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring() -> KeyRing {
        KeyRing::parse(
            "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,k2:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=",
        )
        .unwrap()
    }

    fn hash(event: &HashedEvent, before: &str, sequence: i64) -> String {
        event.hash(&ring(), Some("k1"), before, sequence).unwrap()
    }

    fn event(position: i64) -> HashedEvent {
        HashedEvent {
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
    fn a_chain_goes_on_after_its_head() {
        let events = [event(1), event(2), event(3)];
        let all: Vec<&HashedEvent> = events.iter().collect();
        let (last, hash, _) = links(&ring(), "k1", None, &all).unwrap();
        let (first, first_hash, _) = links(&ring(), "k1", None, &all[..1]).unwrap();
        let head = Head { chain: "org_1".to_owned(), sequence: first, hash: first_hash };
        assert_eq!(links(&ring(), "k1", Some(&head), &all[1..]).unwrap().1, hash);
        assert_eq!((first, last), (1, 3));
    }

    #[test]
    fn every_column_is_part_of_the_hash_and_none_runs_into_the_next() {
        let original = event(1);
        let mut others = vec![original.clone(); 5];
        others[0].detail = "{\"a\":1}".to_owned();
        others[1].created_at = 2;
        others[2].actor_id = None;
        (others[3].action, others[3].resource_type) = ("estate.createe".to_owned(), "state".to_owned());
        others[4].ip_address = Some("null".to_owned());
        for other in others {
            assert_ne!(hash(&other, "", 1), hash(&original, "", 1));
        }
        assert_ne!(hash(&original, "", 1), hash(&original, "", 2));
        assert_ne!(hash(&original, "", 1), hash(&original, "a", 1));
    }

    #[test]
    fn a_hash_names_its_key_and_depends_on_it() {
        let event = event(1);
        assert_eq!(key_id_of(&hash(&event, "", 1)), Some("k1"));
        let digits = |key_id| event.hash(&ring(), Some(key_id), "", 1).unwrap().split_once(':').unwrap().1.to_owned();
        assert_ne!(digits("k1"), digits("k2"));
        assert_eq!(key_id_of(&event.hash(&ring(), None, "", 1).unwrap()), None);
        assert!(event.hash(&ring(), Some("k3"), "", 1).is_err());
    }
}
