//! Listing, creating, changing and deleting service accounts.

use serde_json::{Value, json};
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{CustomRoleId, EstateId, ServiceAccountId};
use steward_kernel::input;
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::permission::{CredentialKind, Permissions};
use steward_kernel::time::Timestamp;

use super::events::ServiceAccountsChanged;
use super::model::{NewServiceAccount, ServiceAccount, ServiceAccountRole, ServiceAccountUpdate};
use super::store;
use crate::edge::database::{is_precondition_failed, violates};
use crate::identity::permission::ManageServiceAccounts;
use crate::identity::scope::InOrganization;
use crate::organizations::custom_roles::{self, CustomRoleReference};
use crate::organizations::members::check_estates;
use crate::platform::change::{AuditEvent, Change};

type Scope = InOrganization<ManageServiceAccounts>;

#[derive(FromJson)]
struct Row {
    id: ServiceAccountId,
    name: String,
    role: ServiceAccountRole,
    custom_role_id: Option<CustomRoleId>,
    custom_role_name: Option<String>,
    custom_permissions: Option<String>,
    #[serde(deserialize_with = "flag")]
    is_limited: bool,
    estate_ids: String,
    disabled_at: Option<Timestamp>,
    keys: u32,
    last_used_at: Option<Timestamp>,
    created_at: Timestamp,
    revision: i64,
}

impl TryFrom<Row> for ServiceAccount {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let estate_ids: Vec<EstateId> = steward_kernel::from_json::read(&row.estate_ids).map_err(Error::internal)?;
        Ok(Self {
            id: row.id,
            name: row.name,
            role: row.role,
            custom_role: custom_roles::reference(row.custom_role_id, row.custom_role_name),
            estate_ids: Some(estate_ids).filter(|_| row.is_limited),
            disabled_at: row.disabled_at,
            keys: row.keys,
            last_used_at: row.last_used_at,
            created_at: row.created_at,
            revision: row.revision,
        })
    }
}

impl ServiceAccount {
    /// For the audit log.
    fn to_json(&self) -> Value {
        let Self { name, role, custom_role, estate_ids, disabled_at, .. } = self;
        json!({ "name": name, "role": role, "customRole": custom_role, "estateIds": estate_ids, "disabled": disabled_at.is_some() })
    }
}

/// A page of an organization's service accounts, oldest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(scope: &Scope, page: &PageQuery) -> Result<Page<ServiceAccount>, Error> {
    let limit = page.limit()?;
    let after = page.after()?.unwrap_or_default();
    let statement = crate::bind!(store::LIST, scope.organization_id, after, limit + 1);
    let rows: Vec<Row> = scope.caller.edge.database()?.all(statement).await?;
    let page = Page::new(rows, limit, |row| row.id.to_string());
    let items = page.items.into_iter().map(ServiceAccount::try_from).collect::<Result<_, _>>()?;
    Ok(Page { items, next_cursor: page.next_cursor })
}

/// Creates a service account.
///
/// # Errors
/// [`Error::Validation`], also for a role with permissions that the caller does not have;
/// [`ConflictCode::NameTaken`].
pub async fn create(scope: &Scope, body: NewServiceAccount) -> Result<ServiceAccount, Error> {
    let edge = &scope.caller.edge;
    let name = input::name("name", &body.name)?;
    let chosen = choose(scope, body.role, body.custom_role_id).await?;
    let (role, custom_role) = chosen.ok_or_else(|| Error::field("role", "Choose a role."))?;
    let estate_ids = check_estates(edge, &scope.organization_id, body.estate_ids).await?;
    let account = ServiceAccount {
        id: edge.id(ServiceAccountId::new),
        name,
        role,
        custom_role,
        estate_ids,
        disabled_at: None,
        keys: 0,
        last_used_at: None,
        created_at: Timestamp(edge.now()),
        revision: 1,
    };
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(
        store::INSERT,
        scope.organization_id,
        account.id,
        account.name,
        account.role,
        u8::from(account.estate_ids.is_some()),
        account.created_at.0,
        account.custom_role.as_ref().map(|custom| &custom.id),
    ));
    set_estates(&mut change, scope, &account);
    change.audit(&audit_event("serviceAccount.create", &account.id).after(account.to_json()));
    change.emit(&ServiceAccountsChanged {});
    change.commit().await.map_err(explain)?;
    Ok(account)
}

/// Changes a service account. Its keys have the new role with their next call.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Validation`], also for a role, before or after, with permissions that the caller does
/// not have; [`ConflictCode::NameTaken`].
pub async fn update(
    scope: &Scope,
    id: &ServiceAccountId,
    update: ServiceAccountUpdate,
) -> Result<ServiceAccount, Error> {
    let edge = &scope.caller.edge;
    let now = edge.now();
    let name = update.name.as_deref().map(|name| input::name("name", name)).transpose()?;
    let row = select(scope, id).await?;
    let permissions = Permissions::limited(row.role.into(), row.custom_permissions.as_deref());
    let before = ServiceAccount::try_from(row)?;
    if update.all_estates == Some(true) && update.estate_ids.is_some() {
        return Err(Error::field("allEstates", "Omit this, or the list of estates."));
    }
    if update.all_estates == Some(false) && update.estate_ids.is_none() {
        return Err(Error::field("estateIds", "Choose the estates that the role is limited to."));
    }
    must_cover(scope, "role", permissions)?;
    let chosen = choose(scope, update.role, update.custom_role_id).await?;
    let (role, custom_role) = chosen.unwrap_or_else(|| (before.role, before.custom_role.clone()));
    let requested = check_estates(edge, &scope.organization_id, update.estate_ids).await?;
    let after = ServiceAccount {
        id: before.id.clone(),
        name: name.unwrap_or_else(|| before.name.clone()),
        role,
        custom_role,
        estate_ids: if update.all_estates == Some(true) {
            None
        } else {
            requested.or_else(|| before.estate_ids.clone())
        },
        disabled_at: match update.disabled {
            None => before.disabled_at,
            Some(false) => None,
            Some(true) => before.disabled_at.or(Some(Timestamp(now))),
        },
        revision: before.revision + 1,
        ..before
    };
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(
        store::UPDATE,
        scope.organization_id,
        id,
        after.name,
        after.role,
        u8::from(after.estate_ids.is_some()),
        after.disabled_at.map(|at| at.0),
        now,
        before.name,
        before.role,
        u8::from(before.estate_ids.is_some()),
        before.disabled_at.map(|at| at.0),
        before.custom_role.as_ref().map(|custom| &custom.id),
        after.custom_role.as_ref().map(|custom| &custom.id),
    ));
    set_estates(&mut change, scope, &after);
    change.audit(&audit_event("serviceAccount.update", id).before(before.to_json()).after(after.to_json()));
    change.emit(&ServiceAccountsChanged {});
    change.commit().await.map_err(explain)?;
    Ok(after)
}

/// Deletes a service account. Its keys stop working immediately.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn delete(scope: &Scope, id: &ServiceAccountId) -> Result<(), Error> {
    let before = ServiceAccount::try_from(select(scope, id).await?)?;
    let mut detail = before.to_json();
    if let Some(fields) = detail.as_object_mut() {
        fields.insert("keys".to_owned(), json!(before.keys));
    }
    let mut change = Change::new(scope);
    change.run(crate::bind!(store::DELETE, scope.organization_id, id));
    change.audit(&audit_event("serviceAccount.delete", id).before(detail));
    change.emit(&ServiceAccountsChanged {});
    change.commit().await
}

async fn select(scope: &Scope, id: &ServiceAccountId) -> Result<Row, Error> {
    let statement = crate::bind!(store::SELECT, scope.organization_id, id);
    scope.caller.edge.database()?.first(statement).await?.ok_or(Error::NotFound)
}

/// The role and custom role that a request chooses. `None` when it chooses neither.
async fn choose(
    scope: &Scope,
    role: Option<ServiceAccountRole>,
    custom_role_id: Option<CustomRoleId>,
) -> Result<Option<(ServiceAccountRole, Option<CustomRoleReference>)>, Error> {
    let Some(id) = custom_role_id else {
        let Some(role) = role else { return Ok(None) };
        must_cover(scope, "role", Permissions::of(role.into()))?;
        return Ok(Some((role, None)));
    };
    if role.is_some() {
        return Err(Error::field("role", "Omit this: a custom role has a base role."));
    }
    let chosen = custom_roles::choose(&scope.caller.edge, &scope.organization_id, &id).await?;
    must_cover(scope, "customRoleId", chosen.permissions())?;
    Ok(Some((chosen.base_role.into(), Some(CustomRoleReference { id, name: chosen.name }))))
}

/// Checks that the keys of a service account with these permissions have none that the caller does not have.
fn must_cover(scope: &Scope, field: &str, permissions: Permissions) -> Result<(), Error> {
    if scope.permissions.covers(permissions.open_to(CredentialKind::ApiKey)) {
        Ok(())
    } else {
        Err(Error::field(field, "Choose a role that is not above your own."))
    }
}

/// Replaces the estates that a service account is limited to.
fn set_estates(change: &mut Change, scope: &Scope, account: &ServiceAccount) {
    change.run(crate::bind!(store::DELETE_ESTATES, account.id));
    if let Some(estate_ids) = &account.estate_ids {
        let (list, now) = (json!(estate_ids).to_string(), change.edge().now());
        change.run(crate::bind!(store::INSERT_ESTATES, scope.organization_id, account.id, list, now));
    }
}

fn audit_event(action: &'static str, id: &ServiceAccountId) -> AuditEvent {
    AuditEvent::new(action, "service_account", id)
}

fn explain(error: Error) -> Error {
    if violates(&error, "service_account.organization_id, service_account.name") {
        return ConflictCode::NameTaken.into();
    }
    if is_precondition_failed(&error) {
        return Error::Conflict("The service account changed at the same time: reload it and try again.");
    }
    error
}
