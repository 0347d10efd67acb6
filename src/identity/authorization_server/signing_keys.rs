//! The keys that sign id_tokens (ES256).
//!
//! A key signs for thirty days. The next one is published two days before it signs, so that clients that cache the keys
//! know it, and a key stays published until its last id_token has long expired.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::SigningKeyId;
use steward_kernel::sealing::AssociatedData;
use steward_kernel::time::DAY;

use super::model::{JsonWebKey, JsonWebKeys};
use super::store;
use crate::edge::database::is_precondition_failed;
use crate::edge::{Edge, es256};
use crate::platform::audit::Origin;
use crate::platform::change::{AuditEvent, Change, Tenant};

/// How long a key signs.
const SIGNS_MS: i64 = 30 * DAY;
/// How long before it signs a key is published.
const PUBLISHED_BEFORE_MS: i64 = 2 * DAY;
/// How long after its last signature a key is published: longer than an id_token lasts.
const PUBLISHED_AFTER_MS: i64 = DAY;

const fn associated_data(row: &str) -> AssociatedData<'_> {
    AssociatedData { table: "signing_key", column: "private_key_sealed", row }
}

#[derive(FromJson)]
struct PublicRow {
    id: SigningKeyId,
    public_key: String,
    signs_until: i64,
}

#[derive(FromJson)]
struct PublicKey {
    kty: String,
    crv: String,
    x: String,
    y: String,
}

/// The published keys.
///
/// # Errors
/// [`Error::Database`].
pub async fn published(edge: &Edge) -> Result<JsonWebKeys, Error> {
    let mut rows = list(edge).await?;
    if rows.is_empty() {
        rotate(edge).await?;
        rows = list(edge).await?;
    }
    let keys = rows.into_iter().map(|row| {
        let key: PublicKey = steward_kernel::from_json::read(&row.public_key).map_err(Error::internal)?;
        let PublicKey { kty, crv, x, y } = key;
        Ok(JsonWebKey { kid: row.id.to_string(), purpose: "sig", alg: "ES256", kty, crv, x, y })
    });
    Ok(JsonWebKeys { keys: keys.collect::<Result<_, Error>>()? })
}

async fn list(edge: &Edge) -> Result<Vec<PublicRow>, Error> {
    edge.database()?.all(crate::bind!(store::LIST_SIGNING_KEYS, edge.now() - PUBLISHED_AFTER_MS)).await
}

/// Adds the next key when the newest one soon stops signing, and deletes old ones.
///
/// # Errors
/// [`Error::Database`].
pub async fn rotate(edge: &Edge) -> Result<(), Error> {
    let now = edge.now();
    let rows = list(edge).await?;
    if rows.iter().any(|row| row.signs_until > now + PUBLISHED_BEFORE_MS) {
        return Ok(());
    }
    let id = edge.id(SigningKeyId::new);
    let pair = es256::generate().await?;
    let ring = edge.key_ring()?;
    let sealed = ring.seal(associated_data(id.as_ref()), &pair.private_key, edge.random()).map_err(Error::internal)?;
    let mut change = Change::by(edge, Origin::system("authorization_server"), Tenant::NONE);
    let newest_signs_at = now + PUBLISHED_BEFORE_MS;
    let values = crate::bind!(store::INSERT_SIGNING_KEY, id, pair.public_key, sealed, now, newest_signs_at, SIGNS_MS);
    change.must_change(values);
    change.run(crate::bind!(store::DELETE_SIGNING_KEYS, now - PUBLISHED_AFTER_MS));
    change.audit(&AuditEvent::new("signingKey.create", "signing_key", &id).after(json!({ "algorithm": "ES256" })));
    match change.commit().await {
        // another request has added it
        Err(error) if is_precondition_failed(&error) => Ok(()),
        done => done,
    }
}

#[derive(FromJson)]
struct PrivateRow {
    id: SigningKeyId,
    private_key_sealed: String,
}

#[derive(Serialize)]
struct Header<'a> {
    alg: &'static str,
    typ: &'static str,
    kid: &'a str,
}

/// Signs claims as a JSON Web Token (RFC 7519).
///
/// # Errors
/// [`Error::Database`]; [`Error::Internal`] when the key cannot be opened.
pub async fn sign(edge: &Edge, claims: &impl Serialize) -> Result<String, Error> {
    let key = match select(edge).await? {
        Some(key) => key,
        None => {
            rotate(edge).await?;
            select(edge).await?.ok_or_else(|| Error::internal("no key signs now"))?
        }
    };
    let id = key.id.as_ref();
    let private_key = edge.key_ring()?.open(associated_data(id), &key.private_key_sealed).map_err(Error::internal)?;
    let header = Header { alg: "ES256", typ: "JWT", kid: id };
    let encode = |json: Vec<u8>| URL_SAFE_NO_PAD.encode(json);
    let header = encode(serde_json::to_vec(&header).map_err(Error::internal)?);
    let claims = encode(serde_json::to_vec(claims).map_err(Error::internal)?);
    let signed = format!("{header}.{claims}");
    let signature = es256::sign(&private_key, signed.as_bytes()).await?;
    Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

async fn select(edge: &Edge) -> Result<Option<PrivateRow>, Error> {
    edge.database()?.first(crate::bind!(store::SELECT_SIGNING_KEY, edge.now())).await
}
