//! The audit log over HTTP.

use steward_kernel::from_json::FromJson;
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::time::Timestamp;
use utoipa::IntoParams;

use super::retention::{self, AuditRetention};
use crate::api::{self, Json, Operation, Query, RawReply, Reply};
use crate::edge::Edge;
use crate::edge::response::Response;
use crate::identity::permission::{ManageSecurity, SeeAudit};
use crate::identity::scope::{InOrganization, StepUp};
use crate::organizations::organizations::service::slug;
use crate::platform::audit::model::{AuditLogEvent, ExportFormat, Filter, Verification};
use crate::platform::audit::service::{self, Conditions};
use crate::platform::audit::{export, verify};
use steward_macros::operation;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[LIST_LINES, EXPORT_LINES, VERIFY_CHAIN, GET_RETENTION, SET_RETENTION];

/// Lists the audit events of an organization, newest first.
#[operation(GET "/api/organizations/{organizationId}/audit", id = "audit.list", tag = "audit")]
async fn list_lines(
    scope: InOrganization<SeeAudit>,
    Query(filter): Query<Filter>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<AuditLogEvent>> {
    api::ok(service::list(&scope.caller.edge, Some(&scope.organization_id), filter, &page).await?)
}

#[derive(Debug, FromJson, IntoParams)]
#[into_params(parameter_in = Query)]
struct Format {
    /// The format of the file.
    #[param(inline)]
    format: ExportFormat,
}

/// Exports the audit events of an organization that match the filter as a file, newest first.
#[operation(
    GET "/api/organizations/{organizationId}/audit/export",
    id = "audit.export",
    tag = "audit",
    responses((status = 200, description = "The file.", content( (crate::platform::audit::model::AuditFile = "application/json"), (String = "text/csv")))),
)]
async fn export_lines(
    scope: InOrganization<SeeAudit>,
    Query(format): Query<Format>,
    Query(filter): Query<Filter>,
) -> RawReply {
    let conditions = Conditions::new(Some(&scope.organization_id), filter)?;
    let edge: Edge = Edge::clone(&scope.caller.edge);
    let slug = slug(&edge, &scope.organization_id).await?;
    let date: String = Timestamp(edge.now()).to_string().chars().take("2026-01-01".len()).collect();
    let (content_type, extension) = match format.format {
        ExportFormat::Json => ("application/json", "json"),
        ExportFormat::Csv => ("text/csv; charset=utf-8", "csv"),
    };
    let name = format!("{slug}-audit-log-{date}.{extension}");
    let file = Response::streamed(export::pieces(edge, conditions, format.format))?
        .with_header("content-type", content_type)
        .with_header("content-disposition", format!("attachment; filename=\"{name}\""));
    Ok(file)
}

#[derive(Debug, FromJson, IntoParams)]
#[into_params(parameter_in = Query)]
struct Position {
    /// The sequence number of the last audit event that is already verified; 0 at the start.
    #[param(minimum = 0, default = 0)]
    #[serde(deserialize_with = "text")]
    after: Option<i64>,
}

/// Verifies the hash chain of the audit log, up to 500 audit events per request. Repeat until the result is `complete`
/// or `broken`.
#[operation(GET "/api/organizations/{organizationId}/audit/verification", id = "audit.verify", tag = "audit")]
async fn verify_chain(scope: InOrganization<SeeAudit>, Query(position): Query<Position>) -> Reply<Verification> {
    let after = position.after.unwrap_or(0);
    api::ok(verify::verify(&scope.caller.edge, Some(&scope.organization_id), after).await?)
}

/// Returns how long the organization's audit events are kept.
#[operation(GET "/api/organizations/{organizationId}/audit/retention", id = "audit.getRetention", tag = "audit")]
async fn get_retention(scope: InOrganization<ManageSecurity>) -> Reply<AuditRetention> {
    api::ok(retention::get(&scope).await?)
}

/// Sets how long the organization's audit events are kept: for 90 to 3,650 days, or for ever. The first older events are
/// removed a day later, except those that an audit stream has not delivered yet. The rest of the chain stays verifiable.
#[operation(PUT "/api/organizations/{organizationId}/audit/retention", id = "audit.setRetention", tag = "audit")]
async fn set_retention(
    scope: StepUp<InOrganization<ManageSecurity>>,
    Json(body): Json<AuditRetention>,
) -> Reply<AuditRetention> {
    api::ok(retention::set(&scope, body).await?)
}
