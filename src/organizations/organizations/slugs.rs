//! Slugs that are taken for good. The slug of an organization that is deleted for good leaves a tombstone, by which no
//! other organization gets it.

use serde_json::json;
use steward_kernel::signature::token_hash;

/// A JSON array of slugs with their hashes, by which the statements find tombstones.
pub fn with_hashes(slugs: &[String]) -> String {
    let rows: Vec<_> = slugs.iter().map(|slug| json!({ "slug": slug, "hash": token_hash(slug) })).collect();
    json!(rows).to_string()
}
