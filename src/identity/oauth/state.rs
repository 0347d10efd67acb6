//! What was begun and is to come back: once, within ten minutes, to the browser that began it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use steward_kernel::error::Error;
use steward_kernel::id::{UserId, VerificationId};
use steward_kernel::sealing::AssociatedData;
use steward_kernel::signature::token_hash;
use steward_kernel::time::MINUTE;

use super::provider::Provider;
use super::store;
use crate::edge::Edge;
use crate::edge::database::Statement;

/// How long somebody may take at a provider.
pub const LIFETIME_MS: i64 = 10 * MINUTE;
/// Characters of a token: 32 bytes in base64url.
const TOKEN_CHARACTERS: usize = 43;

/// What a state stands for; sealed in its row.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pending {
    /// Where the browser was sent.
    pub provider: Provider,
    /// What the code was asked for with (PKCE, RFC 7636).
    pub verifier: String,
    /// What the id_token must hold.
    pub nonce: String,
    /// Where to go on to.
    pub return_url: Option<String>,
    /// Whose new way to sign in it is to be; none to sign in.
    pub link_to: Option<UserId>,
}

/// A state that is about to be written.
pub struct Started {
    /// The row's id.
    pub id: VerificationId,
    /// What the provider brings back.
    pub state: String,
    /// What the browser keeps.
    pub cookie: String,
    /// For the batch.
    pub statement: Statement,
}

/// 256 random bits as text.
pub fn token(edge: &Edge) -> String {
    URL_SAFE_NO_PAD.encode(edge.random::<32>())
}

const fn associated_data(row: &str) -> AssociatedData<'_> {
    AssociatedData { table: "verification", column: "value_sealed", row }
}

fn identifier(state: &str) -> String {
    format!("oauth-state:{}", token_hash(state))
}

/// Prepares a state. Neither it nor the cookie is stored, only what they hash to.
///
/// # Errors
/// [`Error::Internal`] when there is no key to seal with.
pub fn start(edge: &Edge, pending: &Pending) -> Result<Started, Error> {
    let (id, state, cookie) = (edge.id(VerificationId::new), token(edge), token(edge));
    let content = serde_json::to_string(pending).map_err(Error::internal)?;
    let sealed =
        edge.key_ring()?.seal(associated_data(id.as_ref()), &content, edge.random()).map_err(Error::internal)?;
    let now = edge.now();
    let statement = crate::bind!(
        store::INSERT_STATE,
        id,
        identifier(&state),
        sealed,
        pending.link_to,
        token_hash(&cookie),
        now + LIFETIME_MS,
        now,
    );
    Ok(Started { id, state, cookie, statement })
}

#[derive(Deserialize)]
struct Row {
    id: VerificationId,
    value_sealed: String,
}

/// What a state stands for; with that it is used up. None for one that is not known, was used, has run out, or was begun
/// in another browser.
///
/// # Errors
/// [`Error::Database`]; [`Error::Internal`] for a row that was altered.
pub async fn take(edge: &Edge, state: &str, cookie: Option<&str>) -> Result<Option<Pending>, Error> {
    let Some(cookie) = cookie.filter(|_| state.len() == TOKEN_CHARACTERS) else { return Ok(None) };
    let statement = crate::bind!(store::TAKE_STATE, identifier(state), token_hash(cookie), edge.now());
    let row: Option<Row> = edge.database()?.first(statement).await?;
    let Some(row) = row else { return Ok(None) };
    let content =
        edge.key_ring()?.open(associated_data(row.id.as_ref()), &row.value_sealed).map_err(Error::internal)?;
    steward_kernel::json::read(&content).map(Some).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_itself_is_not_stored() {
        assert_eq!(identifier("abc"), "oauth-state:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn what_it_stands_for_is_read_back() {
        let pending = Pending {
            provider: Provider::GitHub,
            verifier: "verifier".to_owned(),
            nonce: "nonce".to_owned(),
            return_url: Some("/acme".to_owned()),
            link_to: Some(UserId::new(1, [1; 10])),
        };
        let text = serde_json::to_string(&pending).unwrap();
        assert_eq!(steward_kernel::json::read::<Pending>(&text).unwrap(), pending);
    }
}
