//! Revokes the token of an account that was unlinked.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;

use super::{AccountUnlinked, associated_data, revoke, store};
use crate::edge::Edge;
use crate::platform::change::Event;
use crate::platform::outbox::{Consumer, Delivered, StoredEvent, Subscription};

/// The consumers of this feature.
pub const CONSUMERS: &[Consumer] =
    &[crate::consumer!("revokeToken", Subscription::Events(&[AccountUnlinked::NAME]), queued, revoke_token)];

#[derive(FromJson)]
struct Row {
    provider_id: String,
    token_sealed: String,
}

/// Asks the provider, then forgets the token. A token that is revoked twice does no harm.
async fn revoke_token(edge: &Edge, event: &StoredEvent) -> Delivered {
    let AccountUnlinked { account_id } = event.read()?;
    let row: Option<Row> = edge.database()?.first(crate::bind!(store::SELECT, account_id)).await?;
    let Some(row) = row else { return Ok(()) };
    let token = edge.key_ring()?.open(associated_data(account_id.as_ref()), &row.token_sealed);
    revoke::revoke(edge, &row.provider_id, &token.map_err(Error::internal)?).await?;
    edge.database()?.run(crate::bind!(store::DELETE, account_id)).await?;
    Ok(())
}
