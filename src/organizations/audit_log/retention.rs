//! How long an organization's audit events are kept. A job removes older ones, in steps that are fair between organizations;
//! events that a stream has not delivered yet stay. The rule is signed: a rule that was written into the database only
//! removes nothing.

use serde::Serialize;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::OrganizationId;
use steward_kernel::time::{DAY, HOUR};
use utoipa::ToSchema;

use super::store;
use crate::edge::{Edge, log};
use crate::identity::permission::ManageSecurity;
use crate::identity::scope::InOrganization;
use crate::organizations::organizations::events::OrganizationChanged;
use crate::platform::audit::Origin;
use crate::platform::audit::retention::{is_signed, remove_oldest, sign};
use crate::platform::change::{AuditEvent, Change, Tenant};
use crate::platform::schedule::Job;

/// The periodic work of retention.
pub const JOBS: &[Job] = &[crate::job!("audit.removeExpired", 0, remove_expired)];

/// Separates the derived keys from those of other uses.
const PURPOSE: &str = "audit-retention";
const MIN_DAYS: u32 = 90;
const MAX_DAYS: u32 = 3_650;
/// The time between a change of the rule, or the last removal, and the next one.
const INTERVAL_MS: i64 = DAY;
/// Organizations per run of the job.
const RUN_LIMIT: u32 = 20;

type Scope = InOrganization<ManageSecurity>;

/// How long the organization's audit events are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AuditRetention {
    /// Days from 90 to 3,650; null for ever.
    #[schema(required, value_type = Option<u32>, minimum = 90, maximum = 3650)]
    pub days: Days,
}

/// Has to be in a request, unlike an `Option`: what is left out keeps nothing for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson)]
#[serde(transparent)]
pub struct Days(Option<u32>);

fn content(organization_id: &OrganizationId, days: u32) -> String {
    json!([organization_id, days]).to_string()
}

/// The rule of an organization.
///
/// # Errors
/// [`Error::Database`].
pub async fn get(scope: &Scope) -> Result<AuditRetention, Error> {
    let rule: Option<AuditRetention> =
        scope.caller.edge.database()?.first(crate::bind!(store::SELECT, scope.organization_id)).await?;
    Ok(rule.unwrap_or(AuditRetention { days: Days(None) }))
}

/// Changes the rule. The first events are removed a day later.
///
/// # Errors
/// [`Error::Validation`].
pub async fn set(scope: &Scope, rule: AuditRetention) -> Result<AuditRetention, Error> {
    if rule.days.0.is_some_and(|days| !(MIN_DAYS..=MAX_DAYS).contains(&days)) {
        return Err(Error::field("days", "Choose 90 to 3,650 days."));
    }
    let before = get(scope).await?;
    if before == rule {
        return Ok(rule);
    }
    let (edge, id) = (&scope.caller.edge, &scope.organization_id);
    let mut change = Change::new(scope);
    match rule.days.0 {
        None => change.run(crate::bind!(store::DELETE, id)),
        Some(days) => {
            let (signed, now) = (sign(edge, PURPOSE, &content(id, days))?, edge.now());
            change.run(crate::bind!(store::PUT, id, days, signed, now + INTERVAL_MS, now));
        }
    }
    change.audit(&AuditEvent::new("audit.setRetention", "organization", id).before(&before).after(&rule));
    change.emit(&OrganizationChanged {});
    change.commit().await?;
    Ok(rule)
}

#[derive(FromJson)]
struct DueRow {
    organization_id: OrganizationId,
    days: u32,
    signature: String,
    /// The number of the last event that may be removed.
    up_to: i64,
}

/// Removes events of the organizations that have waited longest. A failure with one is logged and does not stop the others.
async fn remove_expired(edge: &Edge) -> Result<(), Error> {
    let now = edge.now();
    let due: Vec<DueRow> = edge.database()?.all(crate::bind!(store::LIST_DUE, now, RUN_LIMIT)).await?;
    for row in due {
        if let Err(error) = remove_step(edge, &row, now).await {
            let id = row.organization_id;
            let fields = [("organizationId", id.to_string().into()), ("error", format!("{error:?}").into())];
            log::error("remove expired audit events failed", &fields);
            edge.database()?.run(crate::bind!(store::SET_NEXT, id, row.signature, now + HOUR)).await?;
        }
    }
    Ok(())
}

async fn remove_step(edge: &Edge, row: &DueRow, now: i64) -> Result<(), Error> {
    let (id, content) = (&row.organization_id, content(&row.organization_id, row.days));
    if !is_signed(&*edge.key_ring()?, PURPOSE, &content, &row.signature) {
        return Err(Error::internal("the rule is not the platform's"));
    }
    let mut change = Change::by(edge, Origin::system("audit retention"), Tenant::organization(id));
    let removed = remove_oldest(&mut change, id, now - i64::from(row.days) * DAY, row.up_to).await?;
    if let Some(removed) = &removed {
        let event = AuditEvent::new("audit.removeExpired", "organization", id);
        change.audit(&event.before(json!({ "firstSequence": removed.first, "lastSequence": removed.last })));
    }
    let next = if removed.is_some_and(|removed| removed.has_more) { now } else { now + INTERVAL_MS };
    // signed anew, so that it outlives the key
    change.run(crate::bind!(store::SET_NEXT, id, sign(edge, PURPOSE, &content)?, next));
    change.commit().await
}
