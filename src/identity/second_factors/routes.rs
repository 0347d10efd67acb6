//! The caller's second factors over HTTP.

use steward_macros::operation;

use super::model::{BackupCodes, FactorCode, SecondFactors, TotpCode, TotpSetUp};
use super::service;
use crate::api::{self, CreatedReply, EmptyReply, Json, Operation, Reply};
use crate::identity::scope::{PersonOnly, StepUp, UserOnly};

/// The operations of this feature.
pub const OPERATIONS: &[Operation] =
    &[GET_SECOND_FACTORS, SET_UP_TOTP, CONFIRM_TOTP, REMOVE_TOTP, REPLACE_BACKUP_CODES];

/// Returns the caller's second factors.
#[operation(GET "/api/user/second-factors", id = "user.getSecondFactors", tag = "account")]
async fn get_second_factors(scope: PersonOnly) -> Reply<SecondFactors> {
    api::ok(service::list(&scope.edge, &scope.user_id).await?)
}

/// Creates the secret of an authenticator app, which is returned only here. It counts once `user.confirmTotp` has
/// received a first code, within an hour.
#[operation(POST "/api/user/second-factors/totp", id = "user.setUpTotp", tag = "account")]
async fn set_up_totp(scope: StepUp<UserOnly>) -> CreatedReply<TotpSetUp> {
    api::created(service::set_up(&scope).await?)
}

/// Confirms the authenticator app with a first code. From now on, signing in needs a code as well. Returns ten backup
/// codes, which are shown only here. Open sign-in links, codes and password resets end.
#[operation(POST "/api/user/second-factors/totp/confirm", id = "user.confirmTotp", tag = "account")]
async fn confirm_totp(scope: UserOnly, Json(body): Json<TotpCode>) -> Reply<BackupCodes> {
    api::ok(service::confirm(&scope, &body.code).await?)
}

/// Removes the authenticator app, and with the last second factor the backup codes. Requires a code of either.
#[operation(
    POST "/api/user/second-factors/totp/removal",
    id = "user.removeTotp",
    tag = "account",
    answer = "The authenticator app is removed.",
)]
async fn remove_totp(scope: UserOnly, Json(body): Json<FactorCode>) -> EmptyReply {
    service::remove(&scope, &body.code).await?;
    api::no_content()
}

/// Replaces the backup codes by ten new ones, which are shown only here. Requires a code of the authenticator app, or a
/// backup code.
#[operation(POST "/api/user/second-factors/backup-codes", id = "user.replaceBackupCodes", tag = "account")]
async fn replace_backup_codes(scope: UserOnly, Json(body): Json<FactorCode>) -> CreatedReply<BackupCodes> {
    api::created(service::replace_backup_codes(&scope, &body.code).await?)
}
