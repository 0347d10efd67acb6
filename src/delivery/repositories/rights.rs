//! Asks GitHub again whether somebody who manages an estate has rights on its repository. Whoever connected it may have
//! lost them, or left the organization.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{ConfigSourceId, EstateId, OrganizationId, UserId};
use steward_kernel::permission::{Permission, Role};
use steward_kernel::time::{DAY, HOUR};

use super::store;
use crate::edge::database::is_precondition_failed;
use crate::edge::{Edge, log};
use crate::integrations::github::{self, Account, Holder, RepositoryChanged, RepositoryId};
use crate::platform::audit::Origin;
use crate::platform::change::{AuditEvent, Change, Tenant};
use crate::platform::schedule::Job;

/// The time between two checks of a connection.
pub const CHECK_EVERY_MS: i64 = DAY;
/// The time after which a check that failed is repeated.
const RETRY_MS: i64 = HOUR;
/// Connections per run.
const CHECK_LIMIT: u32 = 20;

/// The periodic work of repositories.
pub const JOBS: &[Job] = &[crate::job!("repositories.checkRights", 0, run)];

/// A connection whose check is due.
#[derive(FromJson)]
struct Due {
    id: ConfigSourceId,
    estate_id: EstateId,
    organization_id: OrganizationId,
    installation_id: String,
    repository_id: RepositoryId,
    full_name: String,
    check_due_at: i64,
    confirmed_by_user_id: Option<UserId>,
}

/// A member who manages the estate, with the account at GitHub.
#[derive(FromJson)]
struct Manager {
    user_id: UserId,
    account_id: i64,
    login: String,
}

/// Checks the connections that are due, the longest due first. A failure with one is logged and does not stop the others.
async fn run(edge: &Edge) -> Result<(), Error> {
    let select = crate::bind!(store::SELECT_DUE, edge.now(), CHECK_LIMIT);
    let due: Vec<Due> = edge.database()?.all(select).await?;
    for source in due {
        if let Err(error) = check(edge, &source).await {
            let fields = [("estateId", source.estate_id.as_ref().into()), ("error", format!("{error:?}").into())];
            log::error("check rights on repository failed", &fields);
            checked(edge, &source, RETRY_MS, None).await?;
        }
    }
    Ok(())
}

async fn check(edge: &Edge, source: &Due) -> Result<(), Error> {
    let managers = managers(edge, source).await?;
    let accounts: Vec<Account> =
        managers.iter().map(|manager| Account { id: manager.account_id, login: manager.login.clone() }).collect();
    match github::find_holder(edge, &source.installation_id, source.repository_id, &accounts).await? {
        Holder::Account(holder) => {
            let manager = managers.iter().find(|manager| manager.account_id == holder.id);
            checked(edge, source, CHECK_EVERY_MS, manager.map(|manager| &manager.user_id)).await
        }
        // the App reads nothing there
        Holder::Unreachable => checked(edge, source, CHECK_EVERY_MS, None).await,
        Holder::Nobody => unconfirm(edge, source).await,
    }
}

/// The members who manage the estate, first the one who confirmed the connection.
async fn managers(edge: &Edge, source: &Due) -> Result<Vec<Manager>, Error> {
    let roles: Vec<&str> = Permission::RepositoryManage.roles().iter().copied().map(Role::name).collect();
    let select = crate::bind!(
        store::SELECT_MANAGERS,
        source.organization_id,
        github::USER_PROVIDER,
        json!(roles).to_string(),
        source.confirmed_by_user_id,
        source.estate_id,
    );
    edge.database()?.all(select).await
}

async fn checked(edge: &Edge, source: &Due, after_ms: i64, holder: Option<&UserId>) -> Result<(), Error> {
    edge.database()?.run(crate::bind!(store::CHECKED, source.id, edge.now() + after_ms, holder)).await.map(|_| ())
}

async fn unconfirm(edge: &Edge, source: &Due) -> Result<(), Error> {
    let tenant = Tenant::estate(&source.organization_id, &source.estate_id);
    let mut change = Change::by(edge, Origin::system("repositories"), tenant);
    change.must_change(crate::bind!(store::UNCONFIRM, source.id, edge.now(), source.check_due_at));
    let event = AuditEvent::new("integrations.unconfirmGithubRepo", "estate", &source.estate_id);
    let details = |is_confirmed: bool| json!({ "fullName": source.full_name, "confirmed": is_confirmed });
    change.audit(&event.before(details(true)).after(details(false)));
    change.emit(&RepositoryChanged { estate_id: source.estate_id.clone() });
    match change.commit().await {
        // somebody confirmed, replaced or disconnected it meanwhile
        Err(error) if is_precondition_failed(&error) => Ok(()),
        other => other,
    }
}
