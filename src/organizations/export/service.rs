//! Beginning an export.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::time::Timestamp;

use super::pieces::pieces;
use crate::edge::Edge;
use crate::edge::response::Response;
use crate::identity::permission::ManageSecurity;
use crate::identity::scope::InOrganization;
use crate::organizations::organizations::service::slug;
use crate::platform::change::{AuditEvent, Change};

/// Audits the export and returns the file, which is read while it is sent.
///
/// # Errors
/// [`Error::Database`].
pub async fn export(scope: &InOrganization<ManageSecurity>) -> Result<Response, Error> {
    let (edge, id) = (Edge::clone(&scope.caller.edge), &scope.organization_id);
    let exported_at = Timestamp(edge.now());
    let mut change = Change::new(scope);
    let event = AuditEvent::new("organization.export", "organization", id);
    change.audit(&event.after(json!({ "exportedAt": exported_at })));
    change.commit().await?;
    let date: String = exported_at.to_string().chars().take("2026-01-01".len()).collect();
    let name = format!("{}-{date}.ndjson", slug(&edge, id).await?);
    let file = Response::streamed(pieces(edge, id.clone()))?
        .with_header("content-type", "application/x-ndjson")
        .with_header("content-disposition", format!("attachment; filename=\"{name}\""));
    Ok(file)
}
