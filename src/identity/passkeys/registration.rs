//! Adding a passkey (WebAuthn, 7.1).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::PasskeyId;
use steward_kernel::input;
use steward_kernel::time::Timestamp;
use steward_kernel::webauthn::{
    Algorithm, AttestedCredential, AuthenticatorData, Ceremony, ClientData, read_attestation,
};

use super::ceremony::{self, Purpose};
use super::model::{AddedPasskey, NewPasskey, Passkey};
use super::store;
use crate::edge::database::{is_precondition_failed, violates};
use crate::identity::mails;
use crate::identity::scope::Caller;
use crate::identity::second_factors::service as second_factors;
use crate::platform::change::{AuditEvent, Change};
use crate::platform::mail::MailRequested;

const MAX_TRANSPORTS: usize = 10;
const MAX_TRANSPORT_BYTES: usize = 32;

/// The name of an algorithm in the database.
const fn name_of(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Es256 => "ES256",
        Algorithm::EdDsa => "EdDSA",
        Algorithm::Rs256 => "RS256",
    }
}

/// Checks a new credential and consumes its challenge.
async fn check(caller: &Caller, body: &NewPasskey) -> Result<(AuthenticatorData, AttestedCredential), Error> {
    let edge = &caller.edge;
    let invalid = |_| Error::InvalidPasskey;
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| Error::InvalidPasskey);
    let client_data = decode(&body.client_data_json)?;
    let origin = edge.public_url()?;
    let client_data = ClientData::read(&client_data, Ceremony::Registration, &origin).map_err(invalid)?;
    ceremony::take(edge, Purpose::Register, Some(&caller.user_id), &client_data.challenge).await?;
    let data = read_attestation(&decode(&body.attestation_object)?).map_err(invalid)?;
    let credential = data.credential.clone().ok_or(Error::InvalidPasskey)?;
    if !data.is_for(&ceremony::rp_id(edge)?) || !data.is_user_present() {
        return Err(Error::InvalidPasskey);
    }
    Ok((data, credential))
}

fn transports(body: &NewPasskey) -> Result<Vec<String>, Error> {
    let given = body.transports.clone().unwrap_or_default();
    let is_valid = |text: &String| {
        text.len() <= MAX_TRANSPORT_BYTES && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if given.len() > MAX_TRANSPORTS || !given.iter().all(is_valid) {
        return Err(Error::field("transports", "Send the transports as the browser returns them."));
    }
    Ok(given)
}

/// Adds a passkey. The first second factor of a user comes with backup codes.
///
/// # Errors
/// [`Error::Validation`]; [`Error::InvalidPasskey`]; [`Error::Conflict`] for a credential that is added already, and with
/// twenty passkeys.
pub(super) async fn add(caller: &Caller, body: &NewPasskey) -> Result<AddedPasskey, Error> {
    let (edge, user_id) = (&caller.edge, &caller.user_id);
    let name = input::name("name", &body.name)?;
    let transports = serde_json::to_string(&transports(body)?).map_err(Error::internal)?;
    let (data, credential) = check(caller, body).await?;
    let (id, now) = (edge.id(PasskeyId::new), edge.now());
    let mut change = Change::new(caller);
    change.must_change(crate::bind!(
        store::INSERT,
        id,
        user_id,
        name,
        URL_SAFE_NO_PAD.encode(&credential.id),
        name_of(credential.public_key.algorithm),
        credential.public_key.jwk.to_string(),
        transports,
        data.sign_count,
        u8::from(data.is_user_verified()),
        u8::from(data.is_backup_eligible()),
        u8::from(data.is_backed_up()),
        now,
    ));
    let backup_codes = second_factors::first_backup_codes(&mut change, user_id).await?;
    change.audit(&AuditEvent::new("user.addPasskey", "passkey", &id).after(json!({ "name": name })));
    second_factors::end_open_sign_ins(&mut change, caller);
    change.emit(&MailRequested::new(mails::SECOND_FACTOR_ADDED, user_id));
    change.commit().await.map_err(|error| {
        if violates(&error, "passkey.credential_id") {
            Error::Conflict("This passkey is already added.")
        } else if is_precondition_failed(&error) {
            Error::Conflict("You already have twenty passkeys: remove one first.")
        } else {
            error
        }
    })?;
    let passkey = Passkey {
        id,
        name,
        signs_in: data.is_user_verified(),
        backed_up: data.is_backed_up(),
        last_used_at: None,
        created_at: Timestamp(now),
    };
    Ok(AddedPasskey { passkey, backup_codes })
}
