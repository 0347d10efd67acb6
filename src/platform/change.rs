//! The unit of work: everything that one change writes, in one D1 batch, and what follows from it.
//!
//! A [`Change`] collects statements, what they must have changed, audit events and events. [`Change::commit`] runs them
//! as one transaction and then dispatches the events. Nothing else writes an audit event or an outbox row.

use serde::Serialize;
use serde_json::Value;
use steward_kernel::error::Error;
use steward_kernel::id::{EstateId, EventId, OrganizationId};

use crate::edge::Edge;
use crate::edge::database::{Outcome, Statement, assert_changed};
use crate::platform::audit::{self, Origin};
pub use crate::platform::outbox::event::{Event, Stale};
use crate::platform::outbox::{self, RecordedEvent};

/// The organization and the estate that a change belongs to; neither for one of a user or of the platform.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tenant {
    pub organization_id: Option<OrganizationId>,
    /// Only together with its organization.
    pub estate_id: Option<EstateId>,
}

impl Tenant {
    /// No organization: users and the platform itself.
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

/// What a [`Change`] takes from the scope of a request: the platform's handle, who acts, and where.
pub trait Scope {
    fn edge(&self) -> &Edge;
    fn origin(&self) -> Origin;
    fn tenant(&self) -> Tenant;
}

/// An audit event: what was done to what, and how it was before and after. Neither side holds a secret.
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

    /// How the target was, as far as the change concerns it.
    #[must_use]
    pub fn before(mut self, before: impl Serialize) -> Self {
        self.before = serde_json::to_value(before).ok();
        self
    }

    /// How the target is now, as far as the change concerns it.
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

/// Everything that one change writes.
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

    /// A change by another actor than a request's caller: a webhook, a consumer, a person who is just signing in.
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

    /// What follows belongs to another tenant.
    pub fn set_tenant(&mut self, tenant: Tenant) {
        self.tenant = tenant;
    }

    /// Adds a statement that may change nothing.
    pub fn run(&mut self, statement: Statement) {
        self.statements.push(statement);
    }

    /// Adds a statement that has to change a row: otherwise nothing of the change happens, and [`Change::commit`] ends
    /// with an error that [`crate::edge::database::is_precondition_failed`] recognizes.
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

    /// Writes all of it, or nothing, and dispatches the events.
    ///
    /// # Errors
    /// [`Error::Database`], with nothing written.
    pub async fn commit(self) -> Result<(), Error> {
        self.commit_and_read_all(Vec::new()).await.map(|_| ())
    }

    /// The same, and what `read` finds right after the change.
    ///
    /// # Errors
    /// [`Error::Database`], with nothing written.
    pub async fn commit_and_read(self, read: Statement) -> Result<Outcome, Error> {
        let outcome = self.commit_and_read_all(vec![read]).await?.pop();
        outcome.ok_or_else(|| Error::internal("D1 answered without a result"))
    }

    /// The same with several reads, whose outcomes come back in their order.
    ///
    /// # Errors
    /// [`Error::Database`], with nothing written.
    pub async fn commit_and_read_all(self, reads: Vec<Statement>) -> Result<Vec<Outcome>, Error> {
        let Self { edge, mut statements, audit, events, .. } = self;
        statements.extend(audit);
        outbox::insert(&edge, &events, &mut statements);
        let first_read = statements.len();
        statements.extend(reads);
        if statements.is_empty() {
            return Ok(Vec::new());
        }
        let mut outcomes = edge.database()?.batch(statements).await?;
        outbox::dispatch(&edge, events);
        Ok(outcomes.split_off(first_read.min(outcomes.len())))
    }
}
