//! The device flow (RFC 8628): a device without a browser shows a code, and a user enters it in theirs.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{DeviceCodeId, UserId};
use steward_kernel::signature::token_hash;
use steward_kernel::time::{MINUTE, SECOND, Timestamp};

use super::form::OAuthError;
use super::model::{Device, DeviceCodes, DeviceStatus, OAuthTokens, TokenRequest};
use super::tokens::NewClientSession;
use super::{store, tokens};
use crate::edge::database::{Outcome, is_precondition_failed};
use crate::identity::scope::{BrowserRequest, Caller};
use crate::identity::sessions;
use crate::platform::change::{AuditEvent, Change};
use crate::platform::limits::{self, Rule};

/// The known clients. They are public clients, without secrets.
const CLIENTS: [&str; 2] = ["steward-cli", "steward-extension"];
/// How long both codes are valid.
const LIFETIME_MS: i64 = 10 * MINUTE;
/// Seconds between two polls, until the device polls too early.
const INTERVAL_SECONDS: i64 = 5;
/// How much earlier than the interval a poll may come: clocks and networks differ.
const TOLERANCE_MS: i64 = SECOND;
/// Consonants that look different and form no words (RFC 8628, 6.1).
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// RFC 8628, 3.4.
pub const DEVICE_CODE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// RFC 6749, 6.
pub const REFRESH_TOKEN_GRANT: &str = "refresh_token";

/// A code `LLLL-NNNN`. 20 and 10 do not divide 2¹⁶; the bias is below one in 3,000.
fn user_code(random: [u8; 16]) -> String {
    let mut code = String::with_capacity(9);
    for (index, pair) in random.chunks_exact(2).enumerate() {
        let number = pair.iter().fold(0_usize, |number, byte| number << 8 | usize::from(*byte));
        if index == 4 {
            code.push('-');
        }
        let symbols: &[u8] = if index < 4 { LETTERS } else { b"0123456789" };
        code.push(char::from(symbols.get(number % symbols.len()).copied().unwrap_or(b'0')));
    }
    code
}

/// Normalizes a typed code; `None` when it has no valid form. Case, spaces and hyphens are ignored.
fn parse_user_code(text: &str) -> Option<String> {
    let mut code: String = text.chars().filter(|character| !matches!(character, '-' | ' ')).collect();
    code.make_ascii_uppercase();
    let (letters, digits) = code.split_at_checked(4)?;
    let is_code = digits.len() == 4
        && letters.bytes().all(|byte| byte.is_ascii_uppercase())
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then(|| format!("{letters}-{digits}"))
}

/// Whether a client id is one of the platform's own clients.
#[must_use]
pub fn is_known(client_id: &str) -> bool {
    CLIENTS.contains(&client_id)
}

/// Issues a device code and a user code.
///
/// # Errors
/// `invalid_client`; 429 after too many requests from the IP address.
pub async fn authorize(request: &BrowserRequest, client_id: &str) -> Result<DeviceCodes, OAuthError> {
    if !is_known(client_id) {
        return Err(OAuthError::INVALID_CLIENT);
    }
    let edge = &request.edge;
    limits::attempt(edge, &[Rule::CodeAddress(request.ip_address.as_deref())]).await?;
    let now = edge.now();
    let device_code = URL_SAFE_NO_PAD.encode(edge.random::<32>());
    let user_code = user_code(edge.random());
    let statement = crate::bind!(
        store::INSERT_DEVICE,
        edge.id(DeviceCodeId::new),
        token_hash(&device_code),
        token_hash(&user_code),
        client_id,
        request.ip_address,
        request.location,
        now + LIFETIME_MS,
        now,
    );
    edge.database()?.run(statement).await?;
    let verification_uri = format!("{}/device", edge.public_url()?);
    Ok(DeviceCodes {
        verification_uri_complete: format!("{verification_uri}?user_code={user_code}"),
        verification_uri,
        device_code,
        user_code,
        expires_in: LIFETIME_MS / SECOND,
        interval: INTERVAL_SECONDS,
    })
}

/// Issues tokens for the code of an approved device, or for a refresh token.
///
/// # Errors
/// The errors of RFC 8628, 3.5 and RFC 6749, 5.2.
pub async fn token(request: &BrowserRequest, grant: &TokenRequest) -> Result<OAuthTokens, OAuthError> {
    let client_id = grant.client_id.as_deref().unwrap_or_default();
    if !is_known(client_id) {
        return Err(OAuthError::INVALID_CLIENT);
    }
    match grant.grant_type.as_str() {
        DEVICE_CODE_GRANT => {
            let device_code = grant.device_code.as_deref().ok_or(OAuthError::INVALID_REQUEST)?;
            exchange(request, client_id, device_code).await
        }
        REFRESH_TOKEN_GRANT => {
            let refresh_token = grant.refresh_token.as_deref().ok_or(OAuthError::INVALID_REQUEST)?;
            match tokens::refresh(request, refresh_token).await {
                Ok(tokens) => Ok(tokens.into()),
                Err(Error::Unauthenticated) => Err(OAuthError::INVALID_GRANT),
                Err(error) => Err(error.into()),
            }
        }
        _ => Err(OAuthError::UNSUPPORTED_GRANT_TYPE),
    }
}

#[derive(FromJson)]
struct PollingRow {
    id: DeviceCodeId,
    client_id: String,
    status: String,
    user_id: Option<UserId>,
    interval_seconds: i64,
    polled_at: Option<i64>,
    expires_at: i64,
    /// Whether the session in which it was approved is still open.
    #[serde(deserialize_with = "flag")]
    is_approved: bool,
}

async fn exchange(request: &BrowserRequest, client_id: &str, device_code: &str) -> Result<OAuthTokens, OAuthError> {
    let edge = &request.edge;
    let (now, hash) = (edge.now(), token_hash(device_code));
    let statements = vec![
        crate::bind!(store::SELECT_POLLING_DEVICE, hash, now),
        crate::bind!(store::UPDATE_POLL, hash, now, TOLERANCE_MS),
    ];
    let outcomes = edge.database()?.batch(statements).await?;
    let row: Option<PollingRow> = outcomes.first().map(Outcome::first).transpose()?.flatten();
    let row = row.filter(|row| row.client_id == client_id).ok_or(OAuthError::INVALID_GRANT)?;
    if row.expires_at <= now {
        return Err(OAuthError::EXPIRED_TOKEN);
    }
    let user_id = match (row.status.as_str(), row.user_id) {
        ("approved", Some(user_id)) if row.is_approved => user_id,
        ("approved" | "denied", _) => return Err(OAuthError::ACCESS_DENIED),
        ("pending", _) => {
            let earliest = row.interval_seconds * SECOND - TOLERANCE_MS;
            let is_too_early = row.polled_at.is_some_and(|last| now - last < earliest);
            return Err(if is_too_early { OAuthError::SLOW_DOWN } else { OAuthError::AUTHORIZATION_PENDING });
        }
        _ => return Err(OAuthError::INVALID_GRANT),
    };
    let session = NewClientSession::prepare(request, &user_id)?;
    let mut change = request.change_by(&user_id);
    change.must_change(crate::bind!(store::USE_DEVICE, row.id, session.session_id, now));
    let session_id = session.session_id.clone();
    let tokens = session.add_to(&mut change, "device.token");
    change.run(crate::bind!(sessions::store::INHERIT_SSO, session_id, row.id));
    match change.commit().await {
        Ok(()) => Ok(tokens.into()),
        Err(error) if is_precondition_failed(&error) => Err(OAuthError::INVALID_GRANT),
        Err(error) => Err(error.into()),
    }
}

#[derive(FromJson)]
struct DeviceRow {
    id: DeviceCodeId,
    client_id: String,
    ip_address: Option<String>,
    location: Option<String>,
    status: DeviceStatus,
    expires_at: Timestamp,
    created_at: Timestamp,
}

/// Finds a device by a typed code. Wrong codes count against the caller's IP address.
async fn find(caller: &Caller, typed: &str) -> Result<(String, DeviceRow), Error> {
    let edge = &caller.edge;
    let passed = limits::attempt(edge, &[Rule::CodeAddress(caller.ip_address.as_deref())]).await?;
    let code = parse_user_code(typed).ok_or(Error::NotFound)?;
    let statement = crate::bind!(store::SELECT_DEVICE, token_hash(&code), edge.now());
    let row: Option<DeviceRow> = edge.database()?.first(statement).await?;
    let row = row.ok_or(Error::NotFound)?;
    passed.reset().await;
    Ok((code, row))
}

/// Returns the device that shows a code.
///
/// # Errors
/// [`Error::NotFound`] for a wrong or expired code; [`Error::RateLimited`] after too many wrong codes.
pub async fn get(caller: &Caller, typed: &str) -> Result<Device, Error> {
    let (user_code, row) = find(caller, typed).await?;
    Ok(Device {
        user_code,
        client_id: row.client_id,
        ip_address: row.ip_address,
        location: row.location,
        created_at: row.created_at,
        expires_at: row.expires_at,
        status: row.status,
    })
}

/// Approves a device, which signs it in as the caller, or denies it.
///
/// # Errors
/// As [`get`]; [`Error::Conflict`] when the device was already approved or denied.
pub async fn answer(caller: &Caller, typed: &str, status: DeviceStatus) -> Result<(), Error> {
    let edge = &caller.edge;
    let (_, row) = find(caller, typed).await?;
    let action = if status == DeviceStatus::Approved { "device.approve" } else { "device.deny" };
    let event = AuditEvent::new(action, "device_code", &row.id).before(json!({ "status": row.status }));
    let mut change = Change::new(caller);
    change.run(crate::bind!(store::ANSWER_DEVICE, row.id, status, caller.user_id, edge.now(), caller.session_id()?));
    change.run(crate::bind!(store::ASSERT_ANSWERED, row.id, status, caller.user_id));
    change.audit(&event.after(json!({ "status": status, "clientId": row.client_id })));
    match change.commit().await {
        Err(error) if is_precondition_failed(&error) => {
            Err(Error::Conflict("This device is already approved or denied."))
        }
        done => done,
    }
}

/// A code is normalized once.
#[cfg(fuzzing)]
pub fn fuzz(text: &str) {
    if let Some(code) = parse_user_code(text) {
        assert_eq!(code.len(), 9);
        assert_eq!(parse_user_code(&code), Some(code));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_codes_are_normalized() {
        let code = user_code([0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]);
        assert_eq!(code, "CDFG-5678");
        for typed in ["CDFG-5678", "cdfg5678", " cdfg 5678 "] {
            assert_eq!(parse_user_code(typed).as_deref(), Some("CDFG-5678"), "{typed}");
        }
        for wrong in ["", "CDFG", "CDFG-567", "CDFG-56789", "5678-CDFG", "ÄDFG-5678", "CDFG_5678"] {
            assert_eq!(parse_user_code(wrong), None, "{wrong}");
        }
    }
}
