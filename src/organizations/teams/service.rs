//! Listing, creating, changing and deleting teams.

use serde_json::{Value, json};
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::from_json::{self, FromJson};
use steward_kernel::id::{TeamId, UserId};
use steward_kernel::input;
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::time::Timestamp;

use super::events::emit_changed;
use super::model::{NewTeam, Team, TeamMember, TeamUpdate};
use super::store;
use crate::edge::database::{Outcome, is_precondition_failed, violates};
use crate::identity::permission::{ManageTeams, SeeMembers};
use crate::identity::scope::InOrganization;
use crate::organizations::members::{EstateRole, check_estate_roles, may_give_on_estate};
use crate::platform::change::{AuditEvent, Change};

type Scope = InOrganization<ManageTeams>;

const MAX_MEMBERS: usize = 100;

#[derive(FromJson)]
struct Row {
    id: TeamId,
    name: String,
    members: String,
    member_count: u64,
    #[serde(deserialize_with = "flag")]
    is_provisioned: bool,
    estate_roles: String,
    created_at: Timestamp,
    revision: i64,
}

impl TryFrom<Row> for Team {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let mut members: Vec<TeamMember> = from_json::read(&row.members).map_err(Error::internal)?;
        members.sort_by(|one, other| one.user_id.cmp(&other.user_id));
        let mut estate_roles: Vec<EstateRole> = from_json::read(&row.estate_roles).map_err(Error::internal)?;
        estate_roles.sort();
        Ok(Self {
            id: row.id,
            name: row.name,
            members,
            member_count: row.member_count,
            is_provisioned: row.is_provisioned,
            estate_roles,
            created_at: row.created_at,
            revision: row.revision,
        })
    }
}

impl Team {
    /// For the audit log.
    fn to_json(&self, user_ids: &[UserId]) -> Value {
        json!({ "name": self.name, "userIds": user_ids, "estateRoles": self.estate_roles })
    }
}

#[derive(FromJson)]
struct UserIdsRow {
    user_ids: String,
}

/// All members of a team.
async fn user_ids(scope: &Scope, id: &TeamId) -> Result<Vec<UserId>, Error> {
    let row: Option<UserIdsRow> = scope.caller.edge.database()?.first(crate::bind!(store::SELECT_USER_IDS, id)).await?;
    let mut user_ids: Vec<UserId> =
        from_json::read(&row.map_or_else(|| "[]".to_owned(), |row| row.user_ids)).map_err(Error::internal)?;
    user_ids.sort();
    Ok(user_ids)
}

/// A page of an organization's teams, oldest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(scope: &InOrganization<SeeMembers>, page: &PageQuery) -> Result<Page<Team>, Error> {
    let limit = page.limit()?;
    let after = page.after()?.unwrap_or_default();
    let statement = crate::bind!(store::LIST, scope.organization_id, after, limit + 1);
    let rows: Vec<Row> = scope.caller.edge.database()?.all(statement).await?;
    let page = Page::new(rows, limit, |row| row.id.to_string());
    let items = page.items.into_iter().map(Team::try_from).collect::<Result<_, _>>()?;
    Ok(Page { items, next_cursor: page.next_cursor })
}

/// Creates a team.
///
/// # Errors
/// [`Error::Validation`], also for roles on estates with permissions that the caller does not have; [`ConflictCode::NameTaken`].
pub async fn create(scope: &Scope, body: NewTeam) -> Result<Team, Error> {
    let edge = &scope.caller.edge;
    let name = input::name("name", &body.name)?;
    let user_ids = check_members(scope, body.user_ids).await?.unwrap_or_default();
    let estate_roles = check_estate_roles(edge, &scope.organization_id, body.estate_roles).await?.unwrap_or_default();
    must_cover(scope, &estate_roles)?;
    let (id, now) = (edge.id(TeamId::new), edge.now());
    let mut change = Change::new(scope);
    change.run(crate::bind!(store::INSERT, scope.organization_id, id, name, now));
    set_members(&mut change, scope, &id, &user_ids);
    set_estates(&mut change, scope, &id, &estate_roles);
    let after = json!({ "name": name, "userIds": user_ids, "estateRoles": estate_roles });
    change.audit(&audit_event("team.create", &id).after(after));
    emit_changed(&mut change, &user_ids);
    commit(change, scope, &id).await
}

/// Changes a team. The sockets of its members, before and after, reconnect with their new rights.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Validation`], also for roles on estates with permissions that the caller does not have;
/// [`ConflictCode::NameTaken`];
/// [`ConflictCode::TeamProvisioned`] for another name or other members of a team that the identity provider manages.
pub async fn update(scope: &Scope, id: &TeamId, update: TeamUpdate) -> Result<Team, Error> {
    let edge = &scope.caller.edge;
    let name = update.name.as_deref().map(|name| input::name("name", name)).transpose()?;
    let before = find(scope, id).await?;
    let members = user_ids(scope, id).await?;
    let user_ids = check_members(scope, update.user_ids).await?.filter(|user_ids| *user_ids != members);
    let name = name.unwrap_or_else(|| before.name.clone());
    let is_edited = name != before.name || user_ids.is_some();
    if is_edited && before.is_provisioned {
        return Err(ConflictCode::TeamProvisioned.into());
    }
    let estate_roles = check_estate_roles(edge, &scope.organization_id, update.estate_roles).await?;
    if user_ids.is_some() || estate_roles.is_some() {
        must_cover(scope, estate_roles.as_deref().unwrap_or(&before.estate_roles))?;
    }
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(store::UPDATE, scope.organization_id, id, name, edge.now(), before.name));
    if is_edited {
        change.run(crate::bind!(store::DELETE_GROUP, scope.organization_id, id));
    }
    if let Some(user_ids) = &user_ids {
        set_members(&mut change, scope, id, user_ids);
    }
    if let Some(estate_roles) = &estate_roles {
        set_estates(&mut change, scope, id, estate_roles);
    }
    let user_ids = user_ids.unwrap_or_else(|| members.clone());
    let estate_roles = estate_roles.unwrap_or_else(|| before.estate_roles.clone());
    let after = json!({ "name": name, "userIds": user_ids, "estateRoles": estate_roles });
    change.audit(&audit_event("team.update", id).before(before.to_json(&members)).after(after));
    let mut affected = [members, user_ids].concat();
    affected.sort();
    affected.dedup();
    emit_changed(&mut change, &affected);
    commit(change, scope, id).await
}

/// Deletes a team. Its members lose the roles that it gave.
///
/// # Errors
/// [`Error::NotFound`]; [`ConflictCode::TeamProvisioned`].
pub async fn delete(scope: &Scope, id: &TeamId) -> Result<(), Error> {
    let before = find(scope, id).await?;
    if before.is_provisioned {
        return Err(ConflictCode::TeamProvisioned.into());
    }
    let user_ids = user_ids(scope, id).await?;
    let mut change = Change::new(scope);
    change.run(crate::bind!(store::DELETE, scope.organization_id, id));
    change.audit(&audit_event("team.delete", id).before(before.to_json(&user_ids)));
    emit_changed(&mut change, &user_ids);
    change.commit().await
}

async fn find(scope: &Scope, id: &TeamId) -> Result<Team, Error> {
    let statement = crate::bind!(store::SELECT, scope.organization_id, id);
    let row: Option<Row> = scope.caller.edge.database()?.first(statement).await?;
    row.ok_or(Error::NotFound)?.try_into()
}

#[derive(FromJson)]
struct CountRow {
    count: usize,
}

/// Validates a list of members, sorts it and removes duplicates.
async fn check_members(scope: &Scope, user_ids: Option<Vec<UserId>>) -> Result<Option<Vec<UserId>>, Error> {
    let Some(mut user_ids) = user_ids else { return Ok(None) };
    user_ids.sort();
    user_ids.dedup();
    if user_ids.len() > MAX_MEMBERS {
        return Err(Error::field("userIds", "Choose at most 100 members."));
    }
    let list = json!(user_ids).to_string();
    let statement = crate::bind!(store::COUNT_MEMBERS, scope.organization_id, list);
    let found: Option<CountRow> = scope.caller.edge.database()?.first(statement).await?;
    if found.is_none_or(|found| found.count != user_ids.len()) {
        return Err(Error::field("userIds", "Choose members of this organization."));
    }
    Ok(Some(user_ids))
}

/// Checks that the roles on estates give the members no permission that the caller does not have.
fn must_cover(scope: &Scope, estate_roles: &[EstateRole]) -> Result<(), Error> {
    if estate_roles.iter().all(|on| may_give_on_estate(&scope.permissions, on.role)) {
        Ok(())
    } else {
        Err(Error::field("estateRoles", "A role on an estate has permissions that you do not have."))
    }
}

fn set_members(change: &mut Change, scope: &Scope, id: &TeamId, user_ids: &[UserId]) {
    let (list, now) = (json!(user_ids).to_string(), change.edge().now());
    change.run(crate::bind!(store::DELETE_MEMBERS, id));
    change.run(crate::bind!(store::INSERT_MEMBERS, scope.organization_id, id, list, now));
}

fn set_estates(change: &mut Change, scope: &Scope, id: &TeamId, estate_roles: &[EstateRole]) {
    let (list, now) = (json!(estate_roles).to_string(), change.edge().now());
    change.run(crate::bind!(store::DELETE_ESTATES, id));
    change.run(crate::bind!(store::INSERT_ESTATES, scope.organization_id, id, list, now));
}

fn audit_event(action: &'static str, id: &TeamId) -> AuditEvent {
    AuditEvent::new(action, "team", id)
}

async fn commit(change: Change, scope: &Scope, id: &TeamId) -> Result<Team, Error> {
    match change.commit_and_read(crate::bind!(store::SELECT, scope.organization_id, id)).await {
        Ok(outcome) => read(&outcome),
        Err(error) if violates(&error, "team.organization_id, team.name") => Err(ConflictCode::NameTaken.into()),
        Err(error) if is_precondition_failed(&error) => {
            Err(Error::Conflict("The team changed at the same time: reload it and try again."))
        }
        Err(error) => Err(error),
    }
}

fn read(outcome: &Outcome) -> Result<Team, Error> {
    outcome.first::<Row>()?.ok_or(Error::NotFound)?.try_into()
}
