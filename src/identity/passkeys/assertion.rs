//! Checking the proof of a passkey (WebAuthn, 7.2).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{PasskeyId, UserId};
use steward_kernel::webauthn::{AuthenticatorData, Ceremony, ClientData, raw_ecdsa_signature, signed_data};

use super::ceremony::{self, Purpose};
use super::model::PasskeyAssertion;
use super::store;
use crate::edge::Edge;
use crate::edge::database::is_precondition_failed;
use crate::edge::public_key::verify_signature;
use crate::platform::change::Change;

/// Whether the authenticator must have verified the user, by a PIN or a fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verification {
    Required,
    Preferred,
}

#[derive(FromJson)]
struct Row {
    id: PasskeyId,
    user_id: UserId,
    algorithm: String,
    public_key: String,
    sign_count: u32,
    #[serde(deserialize_with = "flag")]
    backup_eligible: bool,
    #[serde(deserialize_with = "flag")]
    is_banned: bool,
}

/// A right proof that is not yet used up.
#[derive(Debug)]
pub struct CheckedPasskey {
    id: PasskeyId,
    pub user_id: UserId,
    pub is_banned: bool,
    sign_count: u32,
    is_backed_up: bool,
}

impl CheckedPasskey {
    /// Adds the use of the passkey to the change that it authorizes. When another request has used a later proof meanwhile,
    /// the commit fails with an error that [`CheckedPasskey::outdated`] converts.
    pub fn use_up(&self, change: &mut Change) {
        let now = change.edge().now();
        change.must_change(crate::bind!(store::USE, self.id, self.sign_count, u8::from(self.is_backed_up), now));
    }

    /// Converts the error of a commit with [`CheckedPasskey::use_up`].
    #[must_use]
    pub fn outdated(error: Error) -> Error {
        if is_precondition_failed(&error) { Error::InvalidPasskey } else { error }
    }
}

/// Checks a proof and consumes its challenge. `user_id` is the user for whom the challenge was created, if it was for one.
/// The caller counts the attempt.
///
/// # Errors
/// [`Error::InvalidPasskey`].
pub async fn check(
    edge: &Edge,
    purpose: Purpose,
    user_id: Option<&UserId>,
    verification: Verification,
    body: &PasskeyAssertion,
) -> Result<CheckedPasskey, Error> {
    let invalid = || Error::InvalidPasskey;
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| Error::InvalidPasskey);
    let (client_data_json, bytes) = (decode(&body.client_data_json)?, decode(&body.authenticator_data)?);
    let origin = edge.public_url()?;
    let client_data = ClientData::read(&client_data_json, Ceremony::Authentication, &origin).map_err(|_| invalid())?;
    ceremony::take(edge, purpose, user_id, &client_data.challenge).await?;
    let statement = crate::bind!(store::SELECT_BY_CREDENTIAL, body.id, edge.now());
    let row: Option<Row> = edge.database()?.first(statement).await?;
    let row = row.filter(|row| user_id.is_none_or(|user_id| row.user_id == *user_id)).ok_or_else(invalid)?;
    if let Some(handle) = &body.user_handle
        && decode(handle)? != row.user_id.as_ref().as_bytes()
    {
        return Err(invalid());
    }
    let data = AuthenticatorData::read(&bytes).map_err(|_| invalid())?;
    let is_verified = data.is_user_verified() || verification == Verification::Preferred;
    // a counter that does not grow shows a copy of the authenticator
    let is_newer = data.sign_count > row.sign_count || (data.sign_count == 0 && row.sign_count == 0);
    let is_same_kind = data.is_backup_eligible() == row.backup_eligible;
    if !data.is_for(&ceremony::rp_id(edge)?) || !data.is_user_present() || !is_verified || !is_newer || !is_same_kind {
        return Err(invalid());
    }
    let mut signature = decode(&body.signature)?;
    if row.algorithm == "ES256" {
        signature = raw_ecdsa_signature(&signature).map_err(|_| invalid())?.to_vec();
    }
    let signed = signed_data(&bytes, &client_data_json);
    let is_right = verify_signature(&row.algorithm, &row.public_key, &signature, &signed).await;
    if !is_right.map_err(Error::internal)? {
        return Err(invalid());
    }
    Ok(CheckedPasskey {
        id: row.id,
        user_id: row.user_id,
        is_banned: row.is_banned,
        sign_count: data.sign_count,
        is_backed_up: data.is_backed_up(),
    })
}
