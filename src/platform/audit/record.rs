//! Writing an audit event.

use serde_json::Value;
use steward_kernel::id::{ApiKeyId, AuditId, EstateId, OrganizationId, RequestId, UserId};

use super::{chain, store};
use crate::edge::Edge;
use crate::edge::database::Statement;

/// Who acts.
#[derive(Debug, Clone)]
pub enum Actor {
    /// A person, or an administrator in their place.
    User { id: UserId, impersonated_by: Option<UserId> },
    /// An API key, which acts as the user who created it.
    ApiKey { id: ApiKeyId, user_id: UserId },
    /// A webhook delivery: the provider and the delivery's id.
    Webhook(String),
    /// The part of the platform that acts by itself.
    System(&'static str),
}

/// Who acts, and in which request.
#[derive(Debug, Clone)]
pub struct Origin {
    pub actor: Actor,
    pub ip_address: Option<String>,
    pub user_agent: Option<String>,
    pub request_id: Option<RequestId>,
}

impl Origin {
    /// The origin of what the platform does by itself.
    #[must_use]
    pub const fn system(part: &'static str) -> Self {
        Self { actor: Actor::System(part), ip_address: None, user_agent: None, request_id: None }
    }
}

/// What was done.
#[derive(Debug)]
pub struct Entry<'a> {
    /// The operation's id, `build.cancel` for example.
    pub action: &'static str,
    /// The organization it belongs to.
    pub organization_id: Option<&'a OrganizationId>,
    /// The estate it belongs to.
    pub estate_id: Option<&'a EstateId>,
    /// Kind of what was changed: a table's name.
    pub resource_type: &'static str,
    /// Its id.
    pub resource_id: &'a str,
    /// Before and after; never a secret.
    pub detail: Value,
}

/// The statement that writes an audit event. It is chained a moment after the response.
#[must_use]
pub fn record(edge: &Edge, origin: &Origin, entry: &Entry<'_>) -> Statement {
    chain::chain_soon(edge);
    let (actor_type, actor_id, acting_user_id, impersonated_by) = match &origin.actor {
        Actor::User { id, impersonated_by } => ("user", id.as_ref(), None, impersonated_by.as_ref()),
        Actor::ApiKey { id, user_id } => ("key", id.as_ref(), Some(user_id), None),
        Actor::Webhook(delivery) => ("webhook", delivery.as_str(), None, None),
        Actor::System(part) => ("system", *part, None, None),
    };
    crate::bind!(
        store::INSERT,
        edge.id(AuditId::new),
        entry.organization_id,
        entry.estate_id,
        actor_type,
        actor_id,
        acting_user_id,
        impersonated_by,
        entry.action,
        entry.resource_type,
        entry.resource_id,
        entry.detail.to_string(),
        origin.ip_address,
        origin.user_agent,
        origin.request_id,
        edge.now(),
    )
}
