//! Writing an audit event.

use steward_kernel::id::{ApiKeyId, AuditId, OAuthClientId, RequestId, ServiceAccountId, UserId};

use super::{chain, store};
use crate::edge::Edge;
use crate::edge::database::Statement;
use crate::platform::change::{AuditEvent, Tenant};

/// The actor of a change.
#[derive(Debug, Clone)]
pub enum Actor {
    /// A user, or an administrator who impersonates them.
    User { id: UserId, impersonated_by: Option<UserId> },
    /// An app, which acts as the user.
    App { id: OAuthClientId, user_id: UserId },
    /// An API key, which acts as the user who created it.
    ApiKey { id: ApiKeyId, user_id: UserId },
    /// A service account, by one of its keys.
    ServiceAccount { id: ServiceAccountId, key_id: ApiKeyId },
    /// A webhook delivery: the provider and the delivery's id.
    Webhook(String),
    /// A part of the platform.
    System(&'static str),
}

/// The actor and the request of a change.
#[derive(Debug, Clone)]
pub struct Origin {
    pub actor: Actor,
    pub ip_address: Option<String>,
    pub user_agent: Option<String>,
    pub request_id: Option<RequestId>,
}

impl Origin {
    /// The origin of the platform's own changes.
    #[must_use]
    pub const fn system(part: &'static str) -> Self {
        Self { actor: Actor::System(part), ip_address: None, user_agent: None, request_id: None }
    }
}

/// The statement that writes an audit event. The event is chained shortly after the response.
#[must_use]
pub fn insert(edge: &Edge, origin: &Origin, tenant: &Tenant, event: &AuditEvent) -> Statement {
    chain::chain_soon(edge);
    let (actor_type, actor_id, acting_user_id, impersonated_by) = match &origin.actor {
        Actor::User { id, impersonated_by } => ("user", id.as_ref(), None, impersonated_by.as_ref()),
        Actor::App { id, user_id } => ("user", user_id.as_ref(), Some(id.as_ref()), None),
        Actor::ApiKey { id, user_id } => ("key", id.as_ref(), Some(user_id.as_ref()), None),
        // known by whom the key acts as
        Actor::ServiceAccount { id, key_id } => ("key", key_id.as_ref(), Some(id.as_ref()), None),
        Actor::Webhook(delivery) => ("webhook", delivery.as_str(), None, None),
        Actor::System(part) => ("system", *part, None, None),
    };
    crate::bind!(
        store::INSERT,
        edge.id(AuditId::new),
        tenant.organization_id,
        tenant.estate_id,
        actor_type,
        actor_id,
        acting_user_id,
        impersonated_by,
        event.action,
        event.target_type,
        event.target_id,
        event.detail().to_string(),
        origin.ip_address,
        origin.user_agent,
        origin.request_id,
        edge.now(),
    )
}
