//! The platform's audit log over HTTP.

use steward_kernel::from_json::FromJson;
use steward_kernel::id::OrganizationId;
use steward_kernel::page::{Page, PageQuery};
use steward_macros::operation;
use utoipa::IntoParams;

use crate::api::{self, Operation, Query, Reply};
use crate::identity::scope::Administrator;
use crate::platform::audit::model::{AuditLogEvent, Filter, Verification};
use crate::platform::audit::{service, verify};

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[LIST_AUDIT_EVENTS, VERIFY_AUDIT];

/// Lists the audit events that belong to no organization, newest first: of accounts, and of the platform itself. Those of
/// an organization are in its own audit log.
#[operation(GET "/api/admin/audit", id = "admin.listAuditEvents", tag = "admin")]
async fn list_audit_events(
    scope: Administrator,
    Query(filter): Query<Filter>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<AuditLogEvent>> {
    api::ok(service::list(&scope.edge, None, filter, &page).await?)
}

#[derive(Debug, FromJson, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
struct Position {
    /// The organization whose chain is verified; the platform's own chain when absent.
    organization_id: Option<OrganizationId>,
    /// The sequence number of the last audit event that is already verified; 0 at the start.
    #[param(minimum = 0, default = 0)]
    #[serde(deserialize_with = "text")]
    after: Option<i64>,
}

/// Verifies the hash chain of the platform or of an organization, up to 500 audit events per request. Repeat until the
/// result is `complete` or `broken`.
#[operation(GET "/api/admin/audit/verification", id = "admin.verifyAudit", tag = "admin")]
async fn verify_audit(scope: Administrator, Query(position): Query<Position>) -> Reply<Verification> {
    let after = position.after.unwrap_or(0);
    api::ok(verify::verify(&scope.edge, position.organization_id.as_ref(), after).await?)
}
