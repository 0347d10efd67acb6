//! Creating, changing and testing an organization's audit stream.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{AuditStreamId, OrganizationId};
use steward_kernel::sealing::AssociatedData;
use steward_kernel::time::Timestamp;

use super::message::{self, new_secret};
use super::model::{
    AuditStream, AuditStreamChange, AuditStreamState, AuditStreamTest, CreatedAuditStream, NewAuditStream,
};
use super::store;
use crate::edge::Edge;
use crate::edge::database::{is_precondition_failed, violates};
use crate::identity::permission::ManageAudit;
use crate::identity::scope::InOrganization;
use crate::platform::change::{AuditEvent, Change};
use crate::platform::http_client::PublicUrl;

const NONE: Error = Error::Conflict("This organization has no audit stream.");
const CHANGED: Error = Error::Conflict("The audit stream changed at the same time: reload it and try again.");

type Scope = InOrganization<ManageAudit>;

#[derive(FromJson)]
pub(super) struct Row {
    pub id: AuditStreamId,
    pub organization_id: OrganizationId,
    secret_sealed: String,
    #[serde(flatten)]
    pub stream: AuditStream,
}

impl Row {
    /// The secret that signs the deliveries.
    ///
    /// # Errors
    /// [`Error::Internal`] when its sealing key is no longer in the ring.
    pub fn secret(&self, edge: &Edge) -> Result<String, Error> {
        edge.key_ring()?.open(associated_data(&self.id), &self.secret_sealed).map_err(Error::internal)
    }
}

fn associated_data(id: &AuditStreamId) -> AssociatedData<'_> {
    AssociatedData { table: "audit_stream", column: "secret_sealed", row: id.as_ref() }
}

async fn find(edge: &Edge, organization_id: &OrganizationId) -> Result<Option<Row>, Error> {
    edge.database()?.first(crate::bind!(store::SELECT, organization_id)).await
}

/// A URL that deliveries may go to.
fn parse_url(edge: &Edge, text: &str) -> Result<PublicUrl, Error> {
    PublicUrl::parse(edge, text.trim()).map_err(|refusal| Error::field("url", refusal.message()))
}

/// What an audit event may contain of a URL, whose path and query can have credentials.
fn origin_of(url: &str) -> String {
    url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/").split('?').next().unwrap_or_default().to_owned()
}

/// The organization's audit stream.
///
/// # Errors
/// [`Error::Database`].
pub async fn get(scope: &Scope) -> Result<AuditStreamState, Error> {
    let row = find(&scope.caller.edge, &scope.organization_id).await?;
    Ok(AuditStreamState { stream: row.map(|row| row.stream) })
}

/// Creates the audit stream. It starts with the next event.
///
/// # Errors
/// [`Error::Validation`] for the URL; [`Error::Conflict`] when the organization has a stream.
pub async fn create(scope: &Scope, body: &NewAuditStream) -> Result<CreatedAuditStream, Error> {
    let edge = &scope.caller.edge;
    let url = parse_url(edge, &body.url)?;
    let (id, secret) = (edge.id(AuditStreamId::new), new_secret(edge));
    let sealed = edge.key_ring()?.seal(associated_data(&id), &secret, edge.random()).map_err(Error::internal)?;
    let mut change = Change::new(scope);
    change.run(crate::bind!(store::INSERT, id, scope.organization_id, url.as_str(), sealed, edge.now()));
    let after = json!({ "url": origin_of(url.as_str()) });
    change.audit(&AuditEvent::new("auditStream.create", "audit_stream", &id).after(after));
    let committed = change.commit_and_read(crate::bind!(store::SELECT, scope.organization_id)).await;
    let row: Option<Row> = committed
        .map_err(|error| {
            if violates(&error, "audit_stream.organization_id") {
                Error::Conflict("This organization already has an audit stream.")
            } else {
                error
            }
        })?
        .first()?;
    Ok(CreatedAuditStream { stream: row.ok_or(NONE)?.stream, secret })
}

/// Changes the address, pauses or resumes. Failures are forgotten, so that a resumed stream is tried at once.
///
/// # Errors
/// [`Error::Validation`] for the URL; [`Error::Conflict`] without a stream.
pub async fn update(scope: &Scope, body: &AuditStreamChange) -> Result<AuditStream, Error> {
    let edge = &scope.caller.edge;
    let url = body.url.as_deref().map(|url| parse_url(edge, url)).transpose()?.map(String::from);
    let Row { id, stream: before, .. } = find(edge, &scope.organization_id).await?.ok_or(NONE)?;
    let url = url.unwrap_or_else(|| before.url.clone());
    let paused_at = match (body.paused, before.paused_at) {
        (Some(true), None) => Some(Timestamp(edge.now())),
        (Some(false), _) => None,
        (_, paused_at) => paused_at,
    };
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(
        store::UPDATE,
        id,
        scope.organization_id,
        url,
        paused_at.map(|at| at.0),
        edge.now(),
        before.url,
        before.paused_at.map(|at| at.0),
    ));
    let details =
        |url: &str, paused_at: Option<Timestamp>| json!({ "url": origin_of(url), "paused": paused_at.is_some() });
    let event = AuditEvent::new("auditStream.update", "audit_stream", &id);
    change.audit(&event.before(details(&before.url, before.paused_at)).after(details(&url, paused_at)));
    let committed = change.commit_and_read(crate::bind!(store::SELECT, scope.organization_id)).await;
    let row: Option<Row> =
        committed.map_err(|error| if is_precondition_failed(&error) { CHANGED } else { error })?.first()?;
    Ok(row.ok_or(NONE)?.stream)
}

/// Deletes the audit stream with its secret.
///
/// # Errors
/// [`Error::Conflict`] without a stream.
pub async fn delete(scope: &Scope) -> Result<(), Error> {
    let Row { id, stream, .. } = find(&scope.caller.edge, &scope.organization_id).await?.ok_or(NONE)?;
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(store::DELETE, id, scope.organization_id));
    let before = json!({ "url": origin_of(&stream.url), "deliveredSequence": stream.delivered_sequence });
    change.audit(&AuditEvent::new("auditStream.delete", "audit_stream", &id).before(before));
    change.commit().await.map_err(|error| if is_precondition_failed(&error) { NONE } else { error })
}

/// Sends a signed message without events.
///
/// # Errors
/// [`Error::Conflict`] without a stream.
pub async fn test(scope: &Scope) -> Result<AuditStreamTest, Error> {
    let edge = &scope.caller.edge;
    let row = find(edge, &scope.organization_id).await?.ok_or(NONE)?;
    let id = format!("{}_test_{}", row.id, scope.caller.request_id);
    let data = json!({ "organizationId": row.organization_id });
    let sent = message::send(edge, (&row.stream.url, &row.secret(edge)?), &id, "audit.test", &data).await?;
    let error = sent.err().map(|rejection| rejection.reason);
    let mut change = Change::new(scope);
    change.audit(&AuditEvent::new("auditStream.test", "audit_stream", &row.id).after(json!({ "error": error })));
    change.commit().await?;
    Ok(AuditStreamTest { error })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_audit_event_has_no_credentials_of_a_url() {
        for (url, origin) in [
            ("https://siem.example/in/token123?key=1", "https://siem.example"),
            ("https://siem.example:8443?key=1", "https://siem.example:8443"),
            ("https://siem.example", "https://siem.example"),
        ] {
            assert_eq!(origin_of(url), origin);
        }
    }
}
