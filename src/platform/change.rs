//! The unit of work: the statements of one change in one D1 batch, with its audit events and events.
//!
//! A [`Change`] collects statements, preconditions, audit events and events. [`Change::commit`] runs them as one
//! transaction and then dispatches the events. No other code writes audit events or outbox rows. The first change of a request
//! begins with the request's guards: its idempotency key, and what its `If-Match` demands.

use serde::Serialize;
use serde_json::Value;
use steward_kernel::error::Error;
use steward_kernel::id::{EstateId, EventId, OrganizationId};

use crate::edge::Edge;
use crate::edge::database::{Outcome, Statement, assert_changed};
use crate::platform::audit::{self, Origin};
pub use crate::platform::outbox::event::{Event, Stale};
use crate::platform::outbox::{self, RecordedEvent};

/// The organization and the estate of a change; neither for a change of a user or of the platform.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tenant {
    pub organization_id: Option<OrganizationId>,
    /// Only together with its organization.
    pub estate_id: Option<EstateId>,
}

impl Tenant {
    /// No organization, for users and the platform itself.
    pub const NONE: Self = Self { organization_id: None, estate_id: None };

    /// An organization as a whole.
    #[must_use]
    pub fn organization(id: &OrganizationId) -> Self {
        Self { organization_id: Some(id.clone()), estate_id: None }
    }

    /// One estate of an organization.
    #[must_use]
    pub fn estate(organization_id: &OrganizationId, estate_id: &EstateId) -> Self {
        Self { organization_id: Some(organization_id.clone()), estate_id: Some(estate_id.clone()) }
    }
}

/// The properties of a request's scope that a [`Change`] uses: the platform's handle, the origin and the tenant.
pub trait Scope {
    fn edge(&self) -> &Edge;
    fn origin(&self) -> Origin;
    fn tenant(&self) -> Tenant;
}

/// An audit event: the action, the target, and the target's values before and after. Neither contains secrets.
#[derive(Debug, Clone)]
pub struct AuditEvent {
    pub(super) action: &'static str,
    pub(super) target_type: &'static str,
    pub(super) target_id: String,
    before: Option<Value>,
    after: Option<Value>,
}

impl AuditEvent {
    /// `action` is the operation's id (`estate.cancelBuild`), `target_type` the table's name.
    #[must_use]
    pub fn new(action: &'static str, target_type: &'static str, target_id: impl ToString) -> Self {
        Self { action, target_type, target_id: target_id.to_string(), before: None, after: None }
    }

    /// The changed values of the target before the change.
    #[must_use]
    pub fn before(mut self, before: impl Serialize) -> Self {
        self.before = serde_json::to_value(before).ok();
        self
    }

    /// The changed values of the target after the change.
    #[must_use]
    pub fn after(mut self, after: impl Serialize) -> Self {
        self.after = serde_json::to_value(after).ok();
        self
    }

    pub(super) fn detail(&self) -> Value {
        let sides = [("before", &self.before), ("after", &self.after)];
        let sides = sides.into_iter().filter_map(|(name, side)| Some((name.to_owned(), side.clone()?)));
        Value::Object(sides.collect())
    }
}

/// The unit of work of a write.
pub struct Change {
    edge: Edge,
    origin: Origin,
    tenant: Tenant,
    statements: Vec<Statement>,
    audit: Vec<Statement>,
    events: Vec<RecordedEvent>,
}

impl Change {
    /// A change by the caller of a request, in the scope's tenant.
    #[must_use]
    pub fn new(scope: &impl Scope) -> Self {
        Self::by(scope.edge(), scope.origin(), scope.tenant())
    }

    /// A change by an actor other than a request's caller: a webhook, a consumer, or a user who is signing in.
    #[must_use]
    pub fn by(edge: &Edge, origin: Origin, tenant: Tenant) -> Self {
        let (statements, audit, events) = (Vec::new(), Vec::new(), Vec::new());
        Self { edge: edge.clone(), origin, tenant, statements, audit, events }
    }

    pub fn edge(&self) -> &Edge {
        &self.edge
    }

    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Sets the tenant of everything that is added afterwards.
    pub fn set_tenant(&mut self, tenant: Tenant) {
        self.tenant = tenant;
    }

    /// Adds a statement that may change nothing.
    pub fn run(&mut self, statement: Statement) {
        self.statements.push(statement);
    }

    /// Adds a statement that must change a row. Otherwise the change is rolled back, and [`Change::commit`] returns an
    /// error that [`crate::edge::database::is_precondition_failed`] recognizes.
    pub fn must_change(&mut self, statement: Statement) {
        self.statements.push(statement);
        self.statements.push(assert_changed());
    }

    /// Adds an audit event of the current tenant.
    pub fn audit(&mut self, event: &AuditEvent) {
        self.audit.push(audit::insert(&self.edge, &self.origin, &self.tenant, event));
    }

    /// Adds an event of the current tenant and returns its id.
    pub fn emit<E: Event>(&mut self, event: &E) -> EventId {
        let recorded = RecordedEvent::new(&self.edge, &self.tenant, event);
        let id = recorded.id().clone();
        self.events.push(recorded);
        id
    }

    /// Commits the batch and dispatches the events.
    ///
    /// # Errors
    /// [`Error::Database`]; nothing is written.
    pub async fn commit(self) -> Result<(), Error> {
        self.commit_and_read_all(Vec::new()).await.map(|_| ())
    }

    /// Commits the change and returns the result of `read`, which runs right after it.
    ///
    /// # Errors
    /// [`Error::Database`]; nothing is written.
    pub async fn commit_and_read(self, read: Statement) -> Result<Outcome, Error> {
        let outcome = self.commit_and_read_all(vec![read]).await?.pop();
        outcome.ok_or_else(|| Error::internal("D1 returned no result"))
    }

    /// Commits the change and returns the results of several reads, in their order.
    ///
    /// # Errors
    /// [`Error::Database`]; nothing is written.
    pub async fn commit_and_read_all(self, reads: Vec<Statement>) -> Result<Vec<Outcome>, Error> {
        let Self { edge, statements: own, audit, events, .. } = self;
        if own.is_empty() && audit.is_empty() && events.is_empty() && reads.is_empty() {
            return Ok(Vec::new());
        }
        let mut statements = edge.guards();
        statements.extend(own);
        statements.extend(audit);
        outbox::insert(&edge, &events, &mut statements);
        let first_read = statements.len();
        statements.extend(reads);
        let outcomes = edge.database()?.batch(statements).await;
        edge.guarded(outcomes.as_ref().err());
        let mut outcomes = outcomes?;
        outbox::dispatch(&edge, events);
        Ok(outcomes.split_off(first_read.min(outcomes.len())))
    }
}
