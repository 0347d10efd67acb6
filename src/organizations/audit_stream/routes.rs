//! The audit stream over HTTP.

use steward_macros::operation;

use super::model::{
    AuditStream, AuditStreamChange, AuditStreamState, AuditStreamTest, CreatedAuditStream, NewAuditStream,
};
use super::service;
use crate::api::{self, CreatedReply, EmptyReply, Json, Operation, Reply, RevisedReply};
use crate::identity::permission::ManageAudit;
use crate::identity::scope::{InOrganization, StepUp};

/// The operations of this feature.
pub const OPERATIONS: &[Operation] =
    &[GET_AUDIT_STREAM, CREATE_AUDIT_STREAM, UPDATE_AUDIT_STREAM, DELETE_AUDIT_STREAM, TEST_AUDIT_STREAM];

/// Returns the stream of the organization's audit events to a receiver outside.
#[operation(
    GET "/api/organizations/{organizationId}/audit/stream",
    id = "auditStream.get",
    tag = "audit",
    revision(super::store::REVISION),
)]
async fn get_audit_stream(scope: InOrganization<ManageAudit>) -> RevisedReply<AuditStreamState> {
    api::revised(service::get(&scope).await?)
}

/// Creates the audit stream: from the next audit event on, the events are posted to the URL, signed as in Standard
/// Webhooks, in batches, in the order of the chain, at least once. The secret is returned only here.
#[operation(POST "/api/organizations/{organizationId}/audit/stream", id = "auditStream.create", tag = "audit")]
async fn create_audit_stream(
    scope: StepUp<InOrganization<ManageAudit>>,
    Json(body): Json<NewAuditStream>,
) -> CreatedReply<CreatedAuditStream> {
    api::created(service::create(&scope, &body).await?)
}

/// Changes the address of the audit stream, pauses or resumes it.
#[operation(
    PATCH "/api/organizations/{organizationId}/audit/stream",
    id = "auditStream.update",
    tag = "audit",
    revision(super::store::REVISION),
)]
async fn update_audit_stream(
    scope: StepUp<InOrganization<ManageAudit>>,
    Json(body): Json<AuditStreamChange>,
) -> RevisedReply<AuditStream> {
    api::revised(service::update(&scope, &body).await?)
}

/// Deletes the audit stream and its secret.
#[operation(
    DELETE "/api/organizations/{organizationId}/audit/stream",
    id = "auditStream.delete",
    tag = "audit",
    revision(super::store::REVISION),
    answer = "The audit stream is deleted.",
)]
async fn delete_audit_stream(scope: StepUp<InOrganization<ManageAudit>>) -> EmptyReply {
    service::delete(&scope).await?;
    api::no_content()
}

/// Sends a test delivery, signed and without events.
#[operation(POST "/api/organizations/{organizationId}/audit/stream/test", id = "auditStream.test", tag = "audit")]
async fn test_audit_stream(scope: InOrganization<ManageAudit>) -> Reply<AuditStreamTest> {
    api::ok(service::test(&scope).await?)
}
