//! Checking a code of a second factor.

use serde::Serialize;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{BackupCodeId, TotpFactorId, UserId};
use steward_kernel::sealing::AssociatedData;

use super::{backup_codes, store, totp};
use crate::edge::Edge;
use crate::edge::database::{Statement, is_precondition_failed};
use crate::platform::change::{AuditEvent, Change};

/// The kind of a second factor, in responses and in the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum FactorMethod {
    Passkey,
    /// A code of an authenticator app.
    Totp,
    BackupCode,
}

#[derive(FromJson)]
pub(super) struct TotpRow {
    pub id: TotpFactorId,
    secret_sealed: String,
    pub confirmed_at: Option<i64>,
    pub last_used_step: Option<i64>,
    pub last_used_at: Option<i64>,
    pub created_at: i64,
}

impl TotpRow {
    pub(super) async fn find(edge: &Edge, user_id: &UserId) -> Result<Option<Self>, Error> {
        edge.database()?.first(crate::bind!(store::SELECT_TOTP, user_id)).await
    }

    /// The step of a right code.
    pub(super) async fn step_of(&self, edge: &Edge, code: u32) -> Result<Option<i64>, Error> {
        let secret =
            edge.key_ring()?.open(associated_data(self.id.as_ref()), &self.secret_sealed).map_err(Error::internal)?;
        let secret = totp::from_base32(&secret).ok_or_else(|| Error::internal("the secret is not base32"))?;
        totp::step_of_code(edge, &secret, code, self.last_used_step).await
    }
}

pub(super) const fn associated_data(row: &str) -> AssociatedData<'_> {
    AssociatedData { table: "totp_factor", column: "secret_sealed", row }
}

/// What a user has besides the first factor.
#[derive(FromJson)]
pub struct Methods {
    #[serde(deserialize_with = "flag")]
    pub has_passkey: bool,
    #[serde(deserialize_with = "flag")]
    pub has_totp: bool,
    #[serde(deserialize_with = "flag")]
    has_backup_code: bool,
}

impl Methods {
    pub fn statement(user_id: &UserId) -> Statement {
        crate::bind!(store::SELECT_METHODS, user_id)
    }

    pub const fn has_second_factor(&self) -> bool {
        self.has_passkey || self.has_totp
    }

    /// The methods, the strongest first.
    pub fn list(&self) -> Vec<FactorMethod> {
        let all = [
            (FactorMethod::Passkey, self.has_passkey),
            (FactorMethod::Totp, self.has_totp),
            (FactorMethod::BackupCode, self.has_backup_code),
        ];
        all.into_iter().filter_map(|(method, has)| has.then_some(method)).collect()
    }
}

/// A right code that is not yet used up.
#[derive(Debug)]
pub enum CheckedCode {
    Totp { factor_id: TotpFactorId, step: i64 },
    BackupCode(BackupCodeId),
}

impl CheckedCode {
    pub const fn method(&self) -> FactorMethod {
        match self {
            Self::Totp { .. } => FactorMethod::Totp,
            Self::BackupCode(_) => FactorMethod::BackupCode,
        }
    }

    /// Adds the use of the code to the change that it authorizes. When another request has used it meanwhile, the commit
    /// fails with an error that [`used_as_invalid_code`] converts.
    pub fn use_up(&self, change: &mut Change) {
        let now = change.edge().now();
        change.must_change(match self {
            Self::Totp { factor_id, step } => crate::bind!(store::USE_TOTP_STEP, factor_id, step, now),
            Self::BackupCode(id) => crate::bind!(store::USE_BACKUP_CODE, id, now),
        });
    }
}

/// Checks a code of the authenticator app or a backup code. The caller counts the attempt.
///
/// # Errors
/// [`Error::InvalidCode`] for the field `code` when it is wrong or used.
pub async fn check(edge: &Edge, user_id: &UserId, typed: &str) -> Result<CheckedCode, Error> {
    let invalid = || Error::InvalidCode("code");
    if let Some(code) = totp::parse_code(typed) {
        let row = TotpRow::find(edge, user_id).await?.filter(|row| row.confirmed_at.is_some()).ok_or_else(invalid)?;
        let step = row.step_of(edge, code).await?.ok_or_else(invalid)?;
        return Ok(CheckedCode::Totp { factor_id: row.id, step });
    }
    let code = backup_codes::parse(typed).ok_or_else(invalid)?;
    let statement = crate::bind!(store::SELECT_BACKUP_CODE, user_id, backup_codes::hash(user_id, &code));
    let row: Option<BackupCodeRow> = edge.database()?.first(statement).await?;
    row.map(|row| CheckedCode::BackupCode(row.id)).ok_or_else(invalid)
}

#[derive(FromJson)]
struct BackupCodeRow {
    id: BackupCodeId,
}

/// The kind of a code as it was typed.
#[must_use]
pub fn method_of(typed: &str) -> FactorMethod {
    if totp::parse_code(typed).is_some() { FactorMethod::Totp } else { FactorMethod::BackupCode }
}

/// Records a wrong second factor in the user's security log, and returns the error. Other errors are only returned.
pub async fn record_failure(error: Error, mut change: Change, user_id: &UserId, method: FactorMethod) -> Error {
    if !matches!(error, Error::InvalidCode(_) | Error::InvalidPasskey) {
        return error;
    }
    change.audit(&AuditEvent::new("auth.secondFactorFailed", "user", user_id).after(json!({ "method": method })));
    change.commit().await.err().unwrap_or(error)
}

/// Converts the error of a commit with [`CheckedCode::use_up`]: [`Error::InvalidCode`] when the code was used meanwhile.
#[must_use]
pub fn used_as_invalid_code(error: Error) -> Error {
    if is_precondition_failed(&error) { Error::InvalidCode("code") } else { error }
}
