//! Listing, renaming and removing passkeys.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{PasskeyId, UserId};
use steward_kernel::input;
use steward_kernel::time::Timestamp;

use super::model::Passkey;
use super::store;
use crate::edge::Edge;
use crate::edge::database::is_precondition_failed;
use crate::identity::mails;
use crate::identity::scope::Caller;
use crate::identity::second_factors::service as second_factors;
use crate::platform::change::{AuditEvent, Change};
use crate::platform::mail::MailRequested;

#[derive(FromJson)]
pub(super) struct Row {
    id: PasskeyId,
    name: String,
    pub(super) credential_id: String,
    transports: String,
    #[serde(deserialize_with = "flag")]
    verifies_user: bool,
    #[serde(deserialize_with = "flag")]
    backed_up: bool,
    last_used_at: Option<i64>,
    created_at: i64,
}

impl Row {
    pub(super) fn transports(&self) -> Vec<String> {
        steward_kernel::from_json::read(&self.transports).unwrap_or_default()
    }
}

impl From<Row> for Passkey {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            name: row.name,
            signs_in: row.verifies_user,
            backed_up: row.backed_up,
            last_used_at: row.last_used_at.map(Timestamp),
            created_at: Timestamp(row.created_at),
        }
    }
}

pub(super) async fn rows(edge: &Edge, user_id: &UserId) -> Result<Vec<Row>, Error> {
    edge.database()?.all(crate::bind!(store::LIST, user_id)).await
}

/// A user's passkeys, oldest first.
///
/// # Errors
/// [`Error::Database`].
pub async fn list(edge: &Edge, user_id: &UserId) -> Result<Vec<Passkey>, Error> {
    Ok(rows(edge, user_id).await?.into_iter().map(Passkey::from).collect())
}

async fn find(caller: &Caller, id: &PasskeyId) -> Result<Passkey, Error> {
    let passkeys = list(&caller.edge, &caller.user_id).await?;
    passkeys.into_iter().find(|passkey| passkey.id == *id).ok_or(Error::NotFound)
}

fn gone(error: Error) -> Error {
    if is_precondition_failed(&error) { Error::NotFound } else { error }
}

/// Renames a passkey.
///
/// # Errors
/// [`Error::Validation`]; [`Error::NotFound`].
pub(super) async fn rename(caller: &Caller, id: &PasskeyId, name: &str) -> Result<Passkey, Error> {
    let name = input::name("name", name)?;
    let before = find(caller, id).await?;
    let mut change = Change::new(caller);
    change.must_change(crate::bind!(store::RENAME, id, caller.user_id, name, caller.edge.now()));
    let event = AuditEvent::new("user.renamePasskey", "passkey", id);
    change.audit(&event.before(json!({ "name": before.name })).after(json!({ "name": name })));
    change.commit().await.map_err(gone)?;
    Ok(Passkey { name, ..before })
}

/// Removes a passkey. With the last second factor, the backup codes end.
///
/// # Errors
/// [`Error::NotFound`].
pub(super) async fn remove(caller: &Caller, id: &PasskeyId) -> Result<(), Error> {
    let before = find(caller, id).await?;
    let mut change = Change::new(caller);
    change.must_change(crate::bind!(store::DELETE, id, caller.user_id));
    second_factors::end_backup_codes(&mut change, &caller.user_id);
    change.audit(&AuditEvent::new("user.removePasskey", "passkey", id).before(json!({ "name": before.name })));
    second_factors::end_open_sign_ins(&mut change, caller);
    change.emit(&MailRequested::new(mails::SECOND_FACTOR_REMOVED, &caller.user_id));
    change.commit().await.map_err(gone)
}
