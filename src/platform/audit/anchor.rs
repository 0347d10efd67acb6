//! Anchors: the ends of chains, stored outside of the database. Whoever can write to the database only can neither cut a
//! chain off nor write it anew without contradicting its last anchor. Nothing overwrites or deletes an anchor, so the
//! bucket can lock the objects with the prefix `audit-anchors/`.

use futures::future::try_join_all;
use serde::Serialize;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::signature::is_same;

use super::chain::Head;
use super::store;
use crate::edge::Edge;

/// Separates the derived keys from those of other uses.
const PURPOSE: &str = "audit-anchor";
/// Chains per run. The next run continues.
const STEP: u32 = 100;
/// Keys count down from here, so that a chain's newest anchor is listed first.
const LAST_SEQUENCE: i64 = 999_999_999_999_999;

/// A chain's end at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub(super) struct Anchor {
    pub chain: String,
    pub sequence: i64,
    pub hash: String,
    /// In milliseconds since 1970.
    anchored_at: i64,
    key_id: String,
    /// HMAC-SHA256, in hex, of the JSON array of the other fields.
    signature: String,
}

impl Anchor {
    fn new(edge: &Edge, head: &Head) -> Result<Self, Error> {
        let key_id = edge.key_ring()?.active_id().map_err(Error::internal)?.to_owned();
        let Head { chain, sequence, hash } = head.clone();
        let anchored_at = edge.now();
        let mut anchor = Self { chain, sequence, hash, anchored_at, key_id, signature: String::new() };
        anchor.signature = anchor.expected_signature(edge)?;
        Ok(anchor)
    }

    fn expected_signature(&self, edge: &Edge) -> Result<String, Error> {
        let content = json!([self.chain, self.sequence, self.hash, self.anchored_at, self.key_id]).to_string();
        let signature = edge.key_ring()?.derive(&self.key_id, PURPOSE, &content).map_err(Error::internal)?;
        Ok(hex::encode(signature))
    }
}

fn prefix(chain: &str) -> String {
    format!("audit-anchors/{chain}/")
}

/// Anchors the chains that have grown since they were anchored.
///
/// # Errors
/// [`Error::Database`]; [`Error::Internal`] when the bucket does not respond. The next run tries again.
pub(super) async fn anchor_chains(edge: &Edge) -> Result<(), Error> {
    let database = edge.database()?;
    let heads: Vec<Head> = database.all(crate::bind!(store::LIST_NOT_ANCHORED, STEP)).await?;
    if heads.is_empty() {
        return Ok(());
    }
    try_join_all(heads.iter().map(|head| put(edge, head))).await?;
    let anchored: Vec<_> = heads.iter().map(|head| json!({ "chain": head.chain, "sequence": head.sequence })).collect();
    database.run(crate::bind!(store::SET_ANCHORED, json!(anchored).to_string())).await?;
    Ok(())
}

async fn put(edge: &Edge, head: &Head) -> Result<(), Error> {
    let key = format!("{}{:015}", prefix(&head.chain), LAST_SEQUENCE - head.sequence);
    let text = serde_json::to_string(&Anchor::new(edge, head)?).map_err(Error::internal)?;
    edge.store(&key, text.into_bytes(), "application/json").await
}

/// A chain's newest anchor; `None` while there is none.
///
/// # Errors
/// [`Error::Internal`] when the bucket does not respond.
pub(super) async fn newest(edge: &Edge, chain: &str) -> Result<Option<Result<Anchor, Forged>>, Error> {
    let Some(text) = edge.first_stored_text(&prefix(chain)).await? else { return Ok(None) };
    let anchor = steward_kernel::from_json::read::<Anchor>(&text).ok();
    let genuine = anchor.filter(|anchor| {
        anchor.chain == chain
            && anchor.expected_signature(edge).is_ok_and(|expected| is_same(expected, &anchor.signature))
    });
    Ok(Some(genuine.ok_or(Forged)))
}

/// An anchor that the platform has not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Forged;
