//! The link by which people ask to join. Its token is derived from the row, so that it can be shown again although only
//! its hash is stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::JoinLinkId;
use steward_kernel::signature::token_hash;

use super::model::JoinLink;
use super::store;
use crate::edge::Edge;
use crate::identity::permission::InviteMembers;
use crate::identity::scope::InOrganization;
use crate::platform::change::{AuditEvent, Change};

const PURPOSE: &str = "join-link";

#[derive(FromJson)]
struct Row {
    id: JoinLinkId,
    key_id: String,
}

fn token(edge: &Edge, Row { id, key_id }: &Row) -> Result<String, Error> {
    let bytes = edge.key_ring()?.derive(key_id, PURPOSE, id.as_ref()).map_err(Error::internal)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

fn url(edge: &Edge, token: &str) -> Result<String, Error> {
    Ok(format!("{}/join/{token}", edge.public_url()?))
}

/// Returns the organization's link.
///
/// # Errors
/// [`Error::Internal`] when the key ring does not have its key.
pub async fn get(scope: &InOrganization<InviteMembers>) -> Result<JoinLink, Error> {
    let edge = &scope.caller.edge;
    let row: Option<Row> = edge.database()?.first(crate::bind!(store::SELECT_LINK, scope.organization_id)).await?;
    let url = row.map(|row| url(edge, &token(edge, &row)?)).transpose()?;
    Ok(JoinLink { url })
}

/// Creates a new link. An earlier one ends.
///
/// # Errors
/// [`Error::Database`].
pub async fn create(scope: &InOrganization<InviteMembers>) -> Result<JoinLink, Error> {
    let edge = &scope.caller.edge;
    let key_id = edge.key_ring()?.active_id().map_err(Error::internal)?.to_owned();
    let row = Row { id: edge.id(JoinLinkId::new), key_id };
    let token = token(edge, &row)?;
    let mut change = Change::new(scope);
    let (id, hash, now) = (&scope.organization_id, token_hash(&token), edge.now());
    change.run(crate::bind!(store::PUT_LINK, id, row.id, hash, row.key_id, now));
    change.audit(
        &AuditEvent::new("organization.createJoinLink", "organization", id).after(json!({ "joinLink": row.id })),
    );
    change.commit().await?;
    Ok(JoinLink { url: Some(url(edge, &token)?) })
}

/// Ends the link. Repeating it has no effect.
///
/// # Errors
/// [`Error::Database`].
pub async fn delete(scope: &InOrganization<InviteMembers>) -> Result<(), Error> {
    let edge = &scope.caller.edge;
    let row: Option<Row> = edge.database()?.first(crate::bind!(store::SELECT_LINK, scope.organization_id)).await?;
    let Some(row) = row else { return Ok(()) };
    let mut change = Change::new(scope);
    let id = &scope.organization_id;
    change.run(crate::bind!(store::DELETE_LINK, id));
    change.audit(
        &AuditEvent::new("organization.deleteJoinLink", "organization", id).before(json!({ "joinLink": row.id })),
    );
    change.commit().await
}
