//! The `state` of an authorization: valid once, for ten minutes, at the callback of its provider, in the browser that
//! started it. A browser can have several open: they share its cookie.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{UserId, VerificationId};
use steward_kernel::sealing::AssociatedData;
use steward_kernel::signature::token_hash;
use steward_kernel::time::MINUTE;

use super::provider::Provider;
use super::store;
use crate::edge::Edge;
use crate::platform::change::Change;

/// How long a state is valid.
pub const LIFETIME_MS: i64 = 10 * MINUTE;
/// The page of an invitation; its token follows.
const INVITATION_PAGE: &str = "/invite/";
/// 32 bytes in base64url.
const TOKEN_CHARACTERS: usize = 43;

/// A started authorization, sealed in the state's row.
#[derive(Debug, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct Authorization {
    pub provider: Provider,
    /// PKCE's code verifier (RFC 7636).
    pub verifier: String,
    /// The nonce that the id_token must contain.
    pub nonce: String,
    pub return_url: Option<String>,
    /// The user to link the account to; `None` for signing in.
    pub link_to: Option<UserId>,
}

impl Authorization {
    /// The token of the invitation whose page the browser came from.
    pub fn invitation(&self) -> Option<&str> {
        let token = self.return_url.as_deref()?.strip_prefix(INVITATION_PAGE)?;
        token.split(['?', '#']).next()
    }
}

/// A state of a change that is not yet committed.
pub struct NewState {
    pub id: VerificationId,
    /// The `state` parameter, which the provider returns.
    pub state: String,
    /// The cookie's value, which binds the state to the browser.
    pub cookie: String,
}

/// 256 random bits in base64url.
pub fn token(edge: &Edge) -> String {
    URL_SAFE_NO_PAD.encode(edge.random::<32>())
}

const fn associated_data(row: &str) -> AssociatedData<'_> {
    AssociatedData { table: "verification", column: "value_sealed", row }
}

/// `flow` is the id of a provider, or another name of a callback.
fn identifier(flow: &str, state: &str) -> String {
    format!("oauth-state:{flow}:{}", token_hash(state))
}

/// The hash that binds a state to the cookie of its browser; each state has its own.
fn secret_hash(cookie: &str, state: &str) -> String {
    token_hash(&format!("{cookie}:{state}"))
}

/// Adds a state to a change. Only hashes of the state and the cookie are stored. `cookie` is the one of the request: it
/// stays, so that flows in other tabs can end.
///
/// # Errors
/// [`Error::Internal`] when the key ring has no key.
pub fn create(change: &mut Change, authorization: &Authorization, cookie: Option<String>) -> Result<NewState, Error> {
    let flow = authorization.provider.id();
    create_for(change, flow, authorization, authorization.link_to.as_ref(), cookie)
}

/// The same for any callback and content.
///
/// # Errors
/// [`Error::Internal`] when the key ring has no key.
pub fn create_for(
    change: &mut Change,
    flow: &str,
    content: &impl Serialize,
    user_id: Option<&UserId>,
    cookie: Option<String>,
) -> Result<NewState, Error> {
    let edge = change.edge();
    let (id, state) = (edge.id(VerificationId::new), token(edge));
    let cookie = cookie.unwrap_or_else(|| token(edge));
    let content = serde_json::to_string(content).map_err(Error::internal)?;
    let sealed =
        edge.key_ring()?.seal(associated_data(id.as_ref()), &content, edge.random()).map_err(Error::internal)?;
    let now = edge.now();
    let statement = crate::bind!(
        store::INSERT_STATE,
        id,
        identifier(flow, &state),
        sealed,
        user_id,
        secret_hash(&cookie, &state),
        now + LIFETIME_MS,
        now,
    );
    change.run(statement);
    Ok(NewState { id, state, cookie })
}

#[derive(FromJson)]
struct Row {
    id: VerificationId,
    value_sealed: String,
}

/// Consumes a state. Returns `None` when it is unknown, consumed, expired, or of another provider or browser.
///
/// # Errors
/// [`Error::Database`]; [`Error::Internal`] when the row was tampered with.
pub async fn take(
    edge: &Edge,
    provider: Provider,
    state: &str,
    cookie: Option<&str>,
) -> Result<Option<Authorization>, Error> {
    take_for(edge, provider.id(), state, cookie).await
}

/// The same for any callback and content.
///
/// # Errors
/// As [`take`].
pub async fn take_for<T: FromJson>(
    edge: &Edge,
    flow: &str,
    state: &str,
    cookie: Option<&str>,
) -> Result<Option<T>, Error> {
    let Some(cookie) = cookie.filter(|_| state.len() == TOKEN_CHARACTERS) else { return Ok(None) };
    let statement = crate::bind!(store::TAKE_STATE, identifier(flow, state), secret_hash(cookie, state), edge.now());
    let row: Option<Row> = edge.database()?.first(statement).await?;
    let Some(row) = row else { return Ok(None) };
    let content =
        edge.key_ring()?.open(associated_data(row.id.as_ref()), &row.value_sealed).map_err(Error::internal)?;
    steward_kernel::from_json::read(&content).map(Some).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_itself_is_not_stored() {
        assert_eq!(
            identifier(Provider::Google.id(), "abc"),
            "oauth-state:google:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn an_authorization_is_read_back() {
        let authorization = Authorization {
            provider: Provider::GitHub,
            verifier: "verifier".to_owned(),
            nonce: "nonce".to_owned(),
            return_url: Some("/acme".to_owned()),
            link_to: Some(UserId::new(1, [1; 10])),
        };
        assert_eq!(authorization.invitation(), None);
        let text = serde_json::to_string(&authorization).unwrap();
        assert_eq!(steward_kernel::from_json::read::<Authorization>(&text).unwrap(), authorization);
    }
}
