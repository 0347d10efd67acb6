//! Reading the audit log.

use serde_json::{Value, json};
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{AuditId, EstateId, OrganizationId, ServiceAccountId, TypeId, UserId};
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::time::Timestamp;

use super::model::{ActorType, AuditActor, AuditApp, AuditImpersonator, AuditLogEvent, Filter};
use super::store;
use crate::edge::Edge;
use crate::edge::database::Statement;

#[derive(FromJson)]
pub(super) struct Row {
    pub position: i64,
    id: AuditId,
    sequence: Option<i64>,
    hash: Option<String>,
    estate_id: Option<EstateId>,
    actor_type: ActorType,
    actor_id: Option<String>,
    acting_user_id: Option<String>,
    impersonated_by: Option<String>,
    action: String,
    resource_type: String,
    resource_id: Option<String>,
    detail: String,
    ip_address: Option<String>,
    user_agent: Option<String>,
    request_id: Option<String>,
    created_at: Timestamp,
    actor_name: Option<String>,
    impersonator_name: Option<String>,
    app_name: Option<String>,
}

impl Row {
    pub(super) fn into_event(self) -> Result<AuditLogEvent, Error> {
        let detail = steward_kernel::from_json::parse(&self.detail).map_err(Error::internal)?;
        let part = |name: &str| detail.get(name).filter(|value| !value.is_null()).cloned();
        let (impersonator_name, app_name) = (self.impersonator_name, self.app_name);
        let app_id = self.acting_user_id.clone().filter(|_| self.actor_type == ActorType::User);
        Ok(AuditLogEvent {
            id: self.id,
            sequence: self.sequence,
            hash: self.hash,
            actor: match self.acting_user_id {
                Some(id) if ServiceAccountId::parse(&id).is_ok() => {
                    AuditActor { kind: ActorType::ServiceAccount, id: Some(id), name: self.actor_name }
                }
                _ => AuditActor { kind: self.actor_type, id: self.actor_id, name: self.actor_name },
            },
            app: app_id.map(|id| AuditApp { id, name: app_name }),
            impersonated_by: self.impersonated_by.map(|id| AuditImpersonator { id, name: impersonator_name }),
            action: self.action,
            resource_type: self.resource_type,
            resource_id: self.resource_id,
            estate_id: self.estate_id,
            before: part("before"),
            after: part("after"),
            ip_address: self.ip_address,
            user_agent: self.user_agent,
            request_id: self.request_id,
            created_at: self.created_at,
            detail,
        })
    }
}

/// A validated filter.
#[derive(Debug, Clone)]
pub struct Conditions {
    organization_id: Option<OrganizationId>,
    actor_id: Option<String>,
    action: Option<String>,
    resource_type: Option<String>,
    resource_id: Option<String>,
    from: Option<i64>,
    to: Option<i64>,
}

impl Conditions {
    /// Validates a filter of an organization's audit log, or of the platform's.
    ///
    /// # Errors
    /// [`Error::Validation`] for the parameter that is not valid.
    pub fn new(organization_id: Option<&OrganizationId>, filter: Filter) -> Result<Self, Error> {
        let text = |field: &str, text: Option<String>| match text {
            Some(text) if text.is_empty() || text.len() > 100 => Err(Error::field(field, "Use 1 to 100 characters.")),
            text => Ok(text),
        };
        let moment = |field: &str, text: Option<String>| {
            text.map(|text| Timestamp::parse(field, &text).map(|moment| moment.0)).transpose()
        };
        Ok(Self {
            organization_id: organization_id.cloned(),
            actor_id: text("actorId", filter.actor_id)?,
            action: text("action", filter.action)?,
            resource_type: text("resourceType", filter.resource_type)?,
            resource_id: text("resourceId", filter.resource_id)?,
            from: moment("from", filter.from)?,
            to: moment("to", filter.to)?,
        })
    }

    /// The events before a position, newest first, by the index that fits the filter.
    pub(super) fn statement(&self, before: i64, limit: u32) -> Statement {
        let sql = if self.resource_type.is_some() && self.resource_id.is_some() {
            store::LIST_BY_RESOURCE
        } else if self.action.is_some() {
            store::LIST_BY_ACTION
        } else {
            store::LIST
        };
        crate::bind!(
            sql,
            self.organization_id,
            before,
            limit,
            self.actor_id,
            self.action,
            self.resource_type,
            self.resource_id,
            self.from,
            self.to,
        )
    }
}

/// A page of an organization's audit log, or of the platform's, newest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(
    edge: &Edge,
    organization_id: Option<&OrganizationId>,
    filter: Filter,
    page: &PageQuery,
) -> Result<Page<AuditLogEvent>, Error> {
    let conditions = Conditions::new(organization_id, filter)?;
    let limit = page.limit()?;
    let before = page.after_number()?.unwrap_or(FIRST).min(FIRST);
    select(edge, conditions.statement(before, limit + 1), limit).await
}

/// A page of the audit events without an organization that concern a user and are about resources of these types, newest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list_concerning(
    edge: &Edge,
    user_id: &UserId,
    resource_types: &[&str],
    page: &PageQuery,
) -> Result<Page<AuditLogEvent>, Error> {
    let limit = page.limit()?;
    let before = page.after_number()?.unwrap_or(FIRST).min(FIRST);
    let types = json!(resource_types).to_string();
    select(edge, crate::bind!(store::LIST_CONCERNING, user_id, before, limit + 1, types), limit).await
}

/// Up to `limit` audit events of an organization after a number, in the order of the chain.
///
/// # Errors
/// [`Error::Database`].
pub async fn list_after(
    edge: &Edge,
    organization_id: &OrganizationId,
    after: i64,
    limit: u32,
) -> Result<Vec<AuditLogEvent>, Error> {
    let rows: Vec<Row> = edge.database()?.all(crate::bind!(store::LIST_AFTER, organization_id, after, limit)).await?;
    rows.into_iter().map(Row::into_event).collect()
}

async fn select(edge: &Edge, statement: Statement, limit: u32) -> Result<Page<AuditLogEvent>, Error> {
    let rows: Vec<Row> = edge.database()?.all(statement).await?;
    let page = Page::new(rows, limit, |row| row.position.to_string());
    let items = page.items.into_iter().map(Row::into_event).collect::<Result<_, _>>()?;
    Ok(Page { items, next_cursor: page.next_cursor })
}

/// Above every position: JavaScript's largest safe integer, which D1 binds as an integer.
pub(super) const FIRST: i64 = 9_007_199_254_740_991;

/// The text of a value in a CSV cell: JSON unless it is a string.
pub(super) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}
