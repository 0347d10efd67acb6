//! The caller's security log over HTTP.

use steward_kernel::page::{Page, PageQuery};
use steward_macros::operation;

use super::service;
use crate::api::{self, Operation, Query, Reply};
use crate::identity::scope::PersonOnly;
use crate::platform::audit::model::AuditLogEvent;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[LIST_SECURITY_EVENTS];

/// Lists the audit events that concern the caller's account, newest first: sign-ins, ended sessions, changes of the
/// password, the address, second factors, passkeys and linked accounts, and what administrators did with the account.
#[operation(GET "/api/user/security-events", id = "user.listSecurityEvents", tag = "account")]
async fn list_security_events(scope: PersonOnly, Query(page): Query<PageQuery>) -> Reply<Page<AuditLogEvent>> {
    api::ok(service::list(&scope.edge, &scope.user_id, &page).await?)
}
