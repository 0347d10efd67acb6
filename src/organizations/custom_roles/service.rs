//! Listing, creating, changing and deleting custom roles. Nobody gives a custom role permissions that they do not have, or
//! changes one that has them.

use serde_json::{Value, json};
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::from_json::{self, FromJson};
use steward_kernel::id::{CustomRoleId, OrganizationId};
use steward_kernel::input;
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::permission::{Permission, Permissions, Role};
use steward_kernel::time::Timestamp;

use super::events::CustomRolesChanged;
use super::model::{BaseRole, CustomRole, CustomRoleReference, CustomRoleUpdate, NewCustomRole};
use super::store;
use crate::edge::Edge;
use crate::edge::database::{is_precondition_failed, violates};
use crate::identity::permission::{ManageCustomRoles, SeeMembers};
use crate::identity::scope::InOrganization;
use crate::platform::change::{AuditEvent, Change};

type Scope = InOrganization<ManageCustomRoles>;

/// The custom roles of an organization.
const MAX_CUSTOM_ROLES: u32 = 50;
/// The permissions that a request names.
const MAX_PERMISSIONS: usize = 50;

#[derive(FromJson)]
struct Row {
    id: CustomRoleId,
    name: String,
    base_role: BaseRole,
    permissions: String,
    members: u32,
    service_accounts: u32,
    created_at: Timestamp,
    revision: i64,
}

impl TryFrom<Row> for CustomRole {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            name: row.name,
            base_role: row.base_role,
            permissions: from_json::read(&row.permissions).map_err(Error::internal)?,
            members: row.members,
            service_accounts: row.service_accounts,
            created_at: row.created_at,
            revision: row.revision,
        })
    }
}

impl CustomRole {
    /// For the audit log.
    fn to_json(&self) -> Value {
        json!({ "name": self.name, "baseRole": self.base_role, "permissions": self.permissions })
    }
}

/// A page of an organization's custom roles, oldest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(scope: &InOrganization<SeeMembers>, page: &PageQuery) -> Result<Page<CustomRole>, Error> {
    let limit = page.limit()?;
    let after = page.after()?.unwrap_or_default();
    let statement = crate::bind!(store::LIST, scope.organization_id, after, limit + 1);
    let rows: Vec<Row> = scope.caller.edge.database()?.all(statement).await?;
    let page = Page::new(rows, limit, |row| row.id.to_string());
    let items = page.items.into_iter().map(CustomRole::try_from).collect::<Result<_, _>>()?;
    Ok(Page { items, next_cursor: page.next_cursor })
}

/// Creates a custom role.
///
/// # Errors
/// [`Error::Validation`], also for permissions that the base role or the caller does not have;
/// [`Error::PermissionDenied`] for a base role that is not below the caller's; [`ConflictCode::NameTaken`];
/// [`Error::Conflict`] for one too many.
pub async fn create(scope: &Scope, body: NewCustomRole) -> Result<CustomRole, Error> {
    let edge = &scope.caller.edge;
    let name = input::name("name", &body.name)?;
    must_manage(scope, body.base_role)?;
    let permissions = check_permissions(scope, body.base_role, &body.permissions)?;
    let role = CustomRole {
        id: edge.id(CustomRoleId::new),
        name,
        base_role: body.base_role,
        permissions,
        members: 0,
        service_accounts: 0,
        created_at: Timestamp(edge.now()),
        revision: 1,
    };
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(
        store::INSERT,
        scope.organization_id,
        role.id,
        role.name,
        role.base_role,
        json!(role.permissions).to_string(),
        role.created_at.0,
        MAX_CUSTOM_ROLES,
    ));
    change.audit(&audit_event("customRole.create", &role.id).after(role.to_json()));
    change.emit(&CustomRolesChanged {});
    const TOO_MANY: Error = Error::Conflict("The organization has 50 custom roles: delete one of them first.");
    change.commit().await.map_err(|error| explain(error, TOO_MANY))?;
    Ok(role)
}

/// Changes a custom role. Its holders have the new permissions with their next request.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Validation`], also for permissions, before or after, that the caller does not have, or that
/// the base role does not have; [`Error::PermissionDenied`] for a base role that is not below the caller's;
/// [`ConflictCode::NameTaken`].
pub async fn update(scope: &Scope, id: &CustomRoleId, update: CustomRoleUpdate) -> Result<CustomRole, Error> {
    let edge = &scope.caller.edge;
    let name = update.name.as_deref().map(|name| input::name("name", name)).transpose()?;
    let before = get(scope, id).await?;
    must_manage(scope, before.base_role)?;
    if !scope.permissions.covers(before.permissions()) {
        return Err(Error::field("permissions", "This role has permissions that you do not have."));
    }
    let permissions = update.permissions.map(|names| check_permissions(scope, before.base_role, &names)).transpose()?;
    let after = CustomRole {
        id: before.id.clone(),
        name: name.unwrap_or_else(|| before.name.clone()),
        permissions: permissions.unwrap_or_else(|| before.permissions.clone()),
        revision: before.revision + 1,
        ..before
    };
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(
        store::UPDATE,
        scope.organization_id,
        id,
        after.name,
        json!(after.permissions).to_string(),
        edge.now(),
        before.name,
        json!(before.permissions).to_string(),
    ));
    change.audit(&audit_event("customRole.update", id).before(before.to_json()).after(after.to_json()));
    change.emit(&CustomRolesChanged {});
    const CHANGED: Error = Error::Conflict("The custom role changed at the same time: reload it and try again.");
    change.commit().await.map_err(|error| explain(error, CHANGED))?;
    Ok(after)
}

/// Deletes a custom role that nobody has.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::PermissionDenied`] for a base role that is not below the caller's;
/// [`ConflictCode::CustomRoleInUse`].
pub async fn delete(scope: &Scope, id: &CustomRoleId) -> Result<(), Error> {
    let before = get(scope, id).await?;
    must_manage(scope, before.base_role)?;
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(store::DELETE, scope.organization_id, id));
    change.audit(&audit_event("customRole.delete", id).before(before.to_json()));
    change.emit(&CustomRolesChanged {});
    match change.commit().await {
        Err(error) if is_precondition_failed(&error) => {
            let CustomRole { members, service_accounts, .. } = get(scope, id).await?;
            Err(ConflictCode::CustomRoleInUse { members, service_accounts }.into())
        }
        committed => committed,
    }
}

async fn find(edge: &Edge, organization_id: &OrganizationId, id: &CustomRoleId) -> Result<Option<CustomRole>, Error> {
    let row: Option<Row> = edge.database()?.first(crate::bind!(store::SELECT, organization_id, id)).await?;
    row.map(CustomRole::try_from).transpose()
}

async fn get(scope: &Scope, id: &CustomRoleId) -> Result<CustomRole, Error> {
    find(&scope.caller.edge, &scope.organization_id, id).await?.ok_or(Error::NotFound)
}

/// The custom role that the field `customRoleId` of a request chooses.
///
/// # Errors
/// [`Error::Validation`] for one of another organization.
pub async fn choose(edge: &Edge, organization_id: &OrganizationId, id: &CustomRoleId) -> Result<CustomRole, Error> {
    let found = find(edge, organization_id, id).await?;
    found.ok_or_else(|| Error::field("customRoleId", "Choose a custom role of this organization."))
}

/// The id and name of a custom role, from the columns of a row.
#[must_use]
pub fn reference(id: Option<CustomRoleId>, name: Option<String>) -> Option<CustomRoleReference> {
    id.zip(name).map(|(id, name)| CustomRoleReference { id, name })
}

/// Checks that the caller may give people a role with this base.
fn must_manage(scope: &Scope, base_role: BaseRole) -> Result<(), Error> {
    if scope.role.may_manage(base_role.into()) {
        Ok(())
    } else {
        Err(Error::PermissionDenied(Permission::CustomRoleManage))
    }
}

/// The permissions with these names, which the base role and the caller have, and the basic ones; in the order of the
/// permission table.
fn check_permissions(scope: &Scope, base_role: BaseRole, names: &[String]) -> Result<Vec<String>, Error> {
    let refused = |message| Err(Error::field("permissions", message));
    if names.is_empty() || names.len() > MAX_PERMISSIONS {
        return refused("Choose 1 to 50 permissions.");
    }
    let chosen: Option<Vec<Permission>> = names.iter().map(|name| Permission::named(name)).collect();
    let Some(chosen) = chosen else { return refused("A role cannot have this permission.") };
    let permissions = Permissions::filter(|permission| permission.is_basic() || chosen.contains(&permission));
    if !Permissions::of(Role::from(base_role)).covers(permissions) {
        return refused("Choose only permissions that the base role has.");
    }
    if !scope.permissions.covers(permissions) {
        return refused("Choose only permissions that you have.");
    }
    Ok(permissions.names().into_iter().map(ToOwned::to_owned).collect())
}

fn audit_event(action: &'static str, id: &CustomRoleId) -> AuditEvent {
    AuditEvent::new(action, "custom_role", id)
}

fn explain(error: Error, unchanged: Error) -> Error {
    if violates(&error, "custom_role.organization_id, custom_role.name") {
        return ConflictCode::NameTaken.into();
    }
    if is_precondition_failed(&error) { unchanged } else { error }
}
