//! The groups of SCIM. A group is a team: the provider manages its name and members, and people give it roles on estates.
//!
//! A group remembers its users also while they are inactive, so that they return to the team with their membership.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use steward_kernel::error::Error;
use steward_kernel::from_json::{self, FromJson};
use steward_kernel::id::{TeamId, TypeId, UserId};
use steward_kernel::input;
use steward_kernel::time::Timestamp;

use super::body::{attribute, text};
use super::error::{ScimAnswer, ScimError, list as list_response};
use super::filter::{self, ListQuery};
use super::operation::{self, PatchKind};
use super::schemas::GROUP_SCHEMA;
use super::store;
use super::token::Provisioner;
use super::users::{Count, USERS, external_id_of};
use crate::edge::database::{Outcome, is_precondition_failed, violates};
use crate::organizations::teams::events::emit_changed;
use crate::platform::change::{AuditEvent, Change};

/// The name of the resource in paths.
pub const GROUPS: &str = "Groups";
const MAX_MEMBERS: usize = 10_000;

#[derive(FromJson)]
struct Row {
    id: TeamId,
    name: String,
    external_id: Option<String>,
    /// JSON; `None` when they are left out.
    members: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

#[derive(FromJson)]
struct Member {
    value: UserId,
    display: String,
}

impl Row {
    fn members(&self) -> Result<Vec<Member>, Error> {
        self.members.as_deref().map_or(Ok(Vec::new()), |text| from_json::read(text).map_err(Error::internal))
    }

    fn to_json(&self, scim: &Provisioner) -> Result<Value, Error> {
        let mut group = json!({
            "schemas": [GROUP_SCHEMA],
            "id": self.id,
            "displayName": self.name,
            "meta": {
                "resourceType": "Group",
                "created": self.created_at,
                "lastModified": self.updated_at,
                "location": scim.location(GROUPS, self.id.as_ref()),
            },
        });
        let Some(fields) = group.as_object_mut() else { return Ok(group) };
        if let Some(external_id) = &self.external_id {
            fields.insert("externalId".to_owned(), json!(external_id));
        }
        if self.members.is_some() {
            let members = self.members()?.into_iter().map(|Member { value, display }| {
                json!({ "value": value, "$ref": scim.location(USERS, value.as_ref()), "display": display })
            });
            fields.insert("members".to_owned(), members.collect());
        }
        Ok(group)
    }
}

async fn find(scim: &Provisioner, id: &str, is_without_members: bool) -> Result<Row, ScimError> {
    let id = TeamId::parse(id).map_err(|_| ScimError::NotFound)?;
    let statement = crate::bind!(store::SELECT_GROUP, scim.organization_id, id, is_without_members);
    let row: Option<Row> = scim.edge.database()?.first(statement).await?;
    row.ok_or(ScimError::NotFound)
}

/// Returns a group.
///
/// # Errors
/// [`ScimError::NotFound`].
pub async fn get(scim: &Provisioner, id: &str, query: &ListQuery) -> ScimAnswer {
    Ok(Some((200, find(scim, id, query.is_without_members).await?.to_json(scim)?)))
}

/// Lists groups, oldest first.
///
/// # Errors
/// [`ScimError::Invalid`] for a filter by another attribute.
pub async fn list(scim: &Provisioner, query: &ListQuery) -> ScimAnswer {
    const ATTRIBUTES: [&str; 4] = ["displayname", "externalid", "members.value", "members"];
    if let Some((name, _)) = query.conditions.iter().find(|(name, _)| !ATTRIBUTES.contains(&name.as_str())) {
        return Err(ScimError::Invalid("invalidFilter", format!("Groups cannot be filtered by {name}.")));
    }
    let (name, external_id) = (query.value("displayname"), query.value("externalid"));
    let member = query.value("members.value").or_else(|| query.value("members"));
    let (id, skipped) = (&scim.organization_id, query.start_index - 1);
    let statements = vec![
        crate::bind!(store::COUNT_GROUPS, id, name, external_id, member),
        crate::bind!(store::LIST_GROUPS, id, name, external_id, member, query.count, skipped, query.is_without_members),
    ];
    let outcomes = scim.edge.database()?.batch(statements).await?;
    let count: Option<Count> = outcomes.first().map(Outcome::first).transpose()?.flatten();
    let rows: Vec<Row> = outcomes.get(1).map(Outcome::rows).transpose()?.unwrap_or_default();
    let resources = rows.iter().map(|row| row.to_json(scim)).collect::<Result<_, _>>()?;
    Ok(Some((200, list_response(resources, count.map_or(0, |count| count.count), query.start_index))))
}

fn name_of(value: Option<&str>) -> Result<String, ScimError> {
    let name = value.ok_or_else(|| ScimError::value("displayName is required."))?;
    input::name("displayName", name).map_err(|_| ScimError::value("displayName has 1 to 100 visible characters."))
}

/// The users that a value of `members` names: an object with their `value`, or a list of such objects.
fn members_of(value: &Value) -> Result<BTreeSet<UserId>, ScimError> {
    let list = match value {
        Value::Array(list) => list.as_slice(),
        Value::Null => &[],
        one => std::slice::from_ref(one),
    };
    list.iter().map(|member| member_of(text(member, "value").unwrap_or_default())).collect()
}

fn member_of(id: &str) -> Result<UserId, ScimError> {
    UserId::parse(id).map_err(|_| unknown_member())
}

fn unknown_member() -> ScimError {
    ScimError::value("A member is not a user of the organization: its value is the id of a user.")
}

/// A group as it is, or as a request wants it.
#[derive(Clone)]
struct Group {
    name: String,
    external_id: Option<String>,
    members: BTreeSet<UserId>,
}

impl Group {
    fn of(row: &Row) -> Result<Self, Error> {
        let members = row.members()?.into_iter().map(|member| member.value).collect();
        Ok(Self { name: row.name.clone(), external_id: row.external_id.clone(), members })
    }

    /// For the audit log, with the members that the change removes or adds.
    fn to_json(&self, user_ids: &[&UserId]) -> Value {
        json!({ "name": self.name, "externalId": self.external_id, "userIds": user_ids })
    }

    /// Applies an operation of a PATCH. Attributes that a group does not have are ignored.
    fn apply(&mut self, kind: PatchKind, path: &str, value: &Value) -> Result<(), ScimError> {
        let given = || attribute(value, "value").unwrap_or(value);
        match path {
            "displayname" if kind == PatchKind::Remove => return Err(ScimError::value("displayName is required.")),
            "displayname" => self.name = name_of(given().as_str())?,
            "externalid" if kind == PatchKind::Remove => self.external_id = None,
            "externalid" => self.external_id = external_id_of(Some(given()))?,
            "members" => match kind {
                PatchKind::Add => self.members.extend(members_of(value)?),
                PatchKind::Replace => self.members = members_of(value)?,
                PatchKind::Remove if value.is_null() => self.members.clear(),
                PatchKind::Remove => {
                    let removed = members_of(value)?;
                    self.members.retain(|member| !removed.contains(member));
                }
            },
            path => {
                let Some(filter) = path.strip_prefix("members[").and_then(|rest| rest.strip_suffix(']')) else {
                    return Ok(());
                };
                let conditions = filter::parse(filter)?;
                let [(name, id)] = conditions.as_slice() else { return Err(invalid_path()) };
                if name != "value" || kind != PatchKind::Remove {
                    return Err(invalid_path());
                }
                self.members.remove(&member_of(id)?);
            }
        }
        Ok(())
    }
}

fn invalid_path() -> ScimError {
    ScimError::Invalid(
        "invalidPath",
        "Members are removed by members[value eq \"…\"], and added by members.".to_owned(),
    )
}

/// Creates a group, which becomes a team without roles on estates.
///
/// # Errors
/// [`ScimError::Invalid`], also for members who are not users of SCIM; [`ScimError::Exists`].
pub async fn create(scim: &Provisioner, body: &Value) -> ScimAnswer {
    let group = Group {
        name: name_of(text(body, "displayName"))?,
        external_id: external_id_of(attribute(body, "externalId"))?,
        members: members_of(attribute(body, "members").unwrap_or(&Value::Null))?,
    };
    let (id, now) = (scim.edge.id(TeamId::new), scim.edge.now());
    let mut change = Change::new(scim);
    change.run(crate::bind!(store::INSERT_TEAM, scim.organization_id, id, group.name, now));
    change.run(crate::bind!(store::INSERT_GROUP, scim.organization_id, id, group.external_id, now));
    let added: Vec<&UserId> = group.members.iter().collect();
    add_members(scim, &mut change, &id, &group, &added).await?;
    change.audit(&AuditEvent::new("scim.create", "team", &id).after(group.to_json(&added)));
    emit_changed(&mut change, &added.into_iter().cloned().collect::<Vec<_>>());
    commit(change).await?;
    Ok(Some((201, find(scim, id.as_ref(), false).await?.to_json(scim)?)))
}

/// Replaces a group. The members stay when the body has none.
///
/// # Errors
/// [`ScimError`].
pub async fn replace(scim: &Provisioner, id: &str, body: &Value) -> ScimAnswer {
    let row = find(scim, id, false).await?;
    let before = Group::of(&row)?;
    let mut after = Group {
        name: name_of(text(body, "displayName"))?,
        external_id: external_id_of(attribute(body, "externalId"))?,
        members: before.members.clone(),
    };
    if let Some(members) = attribute(body, "members") {
        after.members = members_of(members)?;
    }
    write(scim, "scim.replace", &row.id, &before, &after).await?;
    Ok(Some((200, find(scim, id, false).await?.to_json(scim)?)))
}

/// Changes attributes and members of a group, without returning it: it may have many members (RFC 7644, 3.5.2).
///
/// # Errors
/// [`ScimError`].
pub async fn update(scim: &Provisioner, id: &str, body: &Value) -> ScimAnswer {
    let row = find(scim, id, false).await?;
    let before = Group::of(&row)?;
    let mut after = before.clone();
    for operation in operation::read(body)? {
        after.apply(operation.kind, &operation.path, &operation.value)?;
    }
    write(scim, "scim.update", &row.id, &before, &after).await?;
    Ok(None)
}

async fn write(
    scim: &Provisioner,
    action: &'static str,
    id: &TeamId,
    before: &Group,
    after: &Group,
) -> Result<(), ScimError> {
    let added: Vec<&UserId> = after.members.difference(&before.members).collect();
    let removed: Vec<&UserId> = before.members.difference(&after.members).collect();
    let is_renamed = before.name != after.name;
    if !is_renamed && before.external_id == after.external_id && added.is_empty() && removed.is_empty() {
        return Ok(());
    }
    let (organization_id, now) = (&scim.organization_id, scim.edge.now());
    let mut change = Change::new(scim);
    change.must_change(crate::bind!(store::UPDATE_GROUP, organization_id, id, after.external_id, now));
    if is_renamed {
        change.run(crate::bind!(store::UPDATE_TEAM, organization_id, id, after.name, now));
    }
    if !removed.is_empty() {
        let list = json!(removed).to_string();
        change.run(crate::bind!(store::DELETE_GROUP_MEMBERS, id, list));
        change.run(crate::bind!(store::DELETE_TEAM_MEMBERS, organization_id, id, list));
    }
    add_members(scim, &mut change, id, after, &added).await?;
    let event = AuditEvent::new(action, "team", id).before(before.to_json(&removed));
    change.audit(&event.after(after.to_json(&added)));
    let affected = removed.iter().chain(&added).map(|user_id| (*user_id).clone());
    emit_changed(&mut change, &affected.collect::<Vec<_>>());
    commit(change).await
}

/// Adds new members to a change: to the group, and to the team if they are active.
async fn add_members(
    scim: &Provisioner,
    change: &mut Change,
    id: &TeamId,
    group: &Group,
    added: &[&UserId],
) -> Result<(), ScimError> {
    if added.is_empty() {
        return Ok(());
    }
    if group.members.len() > MAX_MEMBERS {
        return Err(ScimError::Invalid("tooMany", "A group has at most 10,000 members.".to_owned()));
    }
    let (list, now) = (json!(added).to_string(), scim.edge.now());
    let statement = crate::bind!(store::COUNT_USERS, scim.organization_id, list);
    let known: Option<Count> = scim.edge.database()?.first(statement).await?;
    if known.is_none_or(|known| usize::try_from(known.count) != Ok(added.len())) {
        return Err(unknown_member());
    }
    change.run(crate::bind!(store::INSERT_GROUP_MEMBERS, id, list));
    change.run(crate::bind!(store::INSERT_TEAM_MEMBERS, scim.organization_id, id, list, now));
    Ok(())
}

/// Deletes a group and its team, whose members lose the roles that it gave.
///
/// # Errors
/// [`ScimError::NotFound`].
pub async fn delete(scim: &Provisioner, id: &str) -> ScimAnswer {
    let row = find(scim, id, false).await?;
    let before = Group::of(&row)?;
    let removed: Vec<&UserId> = before.members.iter().collect();
    let mut change = Change::new(scim);
    change.must_change(crate::bind!(store::DELETE_TEAM, scim.organization_id, row.id));
    change.audit(&AuditEvent::new("scim.delete", "team", &row.id).before(before.to_json(&removed)));
    emit_changed(&mut change, &removed.into_iter().cloned().collect::<Vec<_>>());
    commit(change).await?;
    Ok(None)
}

async fn commit(change: Change) -> Result<(), ScimError> {
    match change.commit().await {
        Ok(()) => Ok(()),
        Err(error) if violates(&error, "team.organization_id, team.name") => Err(ScimError::Exists(
            "A team with this name exists already. A team that people created is not taken over: rename or delete it first.",
        )),
        Err(error) if violates(&error, "scim_group.organization_id") => {
            Err(ScimError::Exists("A group with this externalId exists already."))
        }
        // deleted at the same time
        Err(error) if is_precondition_failed(&error) => Err(ScimError::NotFound),
        Err(error) => Err(error.into()),
    }
}
