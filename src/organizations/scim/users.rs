//! The users of SCIM.

use serde_json::{Value, json};
use steward_kernel::domain;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{SsoConnectionId, TypeId, UserId};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;

use super::body::{attribute, text, truth};
use super::error::{ScimAnswer, ScimError, list as list_response};
use super::filter::ListQuery;
use super::operation::{self, PatchKind};
use super::schemas::USER_SCHEMA;
use super::store;
use super::token::Provisioner;
use crate::edge::database::{Outcome, is_precondition_failed, violates};
use crate::edge::text as edge_text;
use crate::identity::sso;
use crate::organizations::members::{admit, remove_by_provider};
use crate::organizations::sso::{clear_ended, connection_id};
use crate::platform::change::{AuditEvent, Change};

/// The name of the resource in paths.
pub const USERS: &str = "Users";
const MAX_EXTERNAL_ID_CHARACTERS: usize = 255;
const EXISTS: &str = "A user with this userName or externalId exists already.";

#[derive(FromJson)]
struct Row {
    id: UserId,
    name: String,
    email: String,
    external_id: Option<String>,
    /// `None` while the user is inactive.
    role: Option<Role>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl Row {
    const fn is_active(&self) -> bool {
        matches!(self.role, Some(role) if !matches!(role, Role::External))
    }

    fn to_json(&self, scim: &Provisioner) -> Value {
        let mut user = json!({
            "schemas": [USER_SCHEMA],
            "id": self.id,
            "userName": self.email,
            "displayName": self.name,
            "name": { "formatted": self.name },
            "emails": [{ "value": self.email, "type": "work", "primary": true }],
            "active": self.is_active(),
            "meta": {
                "resourceType": "User",
                "created": self.created_at,
                "lastModified": self.updated_at,
                "location": scim.location(USERS, self.id.as_ref()),
            },
        });
        if let (Some(external_id), Some(fields)) = (&self.external_id, user.as_object_mut()) {
            fields.insert("externalId".to_owned(), json!(external_id));
        }
        user
    }
}

async fn find(scim: &Provisioner, id: &str) -> Result<Row, ScimError> {
    let id = UserId::parse(id).map_err(|_| ScimError::NotFound)?;
    let statement = crate::bind!(store::SELECT, scim.organization_id, id);
    let row: Option<Row> = scim.edge.database()?.first(statement).await?;
    row.ok_or(ScimError::NotFound)
}

/// Returns a user.
///
/// # Errors
/// [`ScimError::NotFound`].
pub async fn get(scim: &Provisioner, id: &str) -> ScimAnswer {
    Ok(Some((200, find(scim, id).await?.to_json(scim))))
}

/// A number of resources.
#[derive(FromJson)]
pub(super) struct Count {
    pub count: u64,
}

/// Lists users: first the active ones, then the inactive ones.
///
/// # Errors
/// [`ScimError::Invalid`] for a filter by another attribute.
pub async fn list(scim: &Provisioner, query: &ListQuery) -> ScimAnswer {
    const ATTRIBUTES: [&str; 5] = ["username", "externalid", "emails.value", "emails", "active"];
    if let Some((name, _)) = query.conditions.iter().find(|(name, _)| !ATTRIBUTES.contains(&name.as_str())) {
        return Err(ScimError::Invalid("invalidFilter", format!("Users cannot be filtered by {name}.")));
    }
    let email = ["username", "emails.value", "emails"].into_iter().find_map(|name| query.value(name));
    let email = email.map(|email| edge_text::email("userName", email).unwrap_or_else(|_| email.to_lowercase()));
    let external_id = query.value("externalid");
    let database = scim.edge.database()?;
    let id = &scim.organization_id;
    let counts = database
        .batch(vec![
            crate::bind!(store::COUNT_ACTIVE, id, email, external_id),
            crate::bind!(store::COUNT_INACTIVE, id, email, external_id),
        ])
        .await?;
    let count = |index: usize, left_out: &str| -> Result<u64, Error> {
        let found: Option<Count> = counts.get(index).map(Outcome::first).transpose()?.flatten();
        Ok(found.filter(|_| query.value("active") != Some(left_out)).map_or(0, |found| found.count))
    };
    let (active, inactive) = (count(0, "false")?, count(1, "true")?);
    let skipped = query.start_index - 1;
    let from_active = active.saturating_sub(skipped).min(query.count);
    let skipped_inactive = skipped.saturating_sub(active);
    let from_inactive = inactive.saturating_sub(skipped_inactive).min(query.count - from_active);
    let mut rows: Vec<Row> = Vec::new();
    for (sql, limit, offset) in
        [(store::LIST_ACTIVE, from_active, skipped), (store::LIST_INACTIVE, from_inactive, skipped_inactive)]
    {
        if limit > 0 {
            rows.extend(database.all::<Row>(crate::bind!(sql, id, email, external_id, limit, offset)).await?);
        }
    }
    let resources = rows.iter().map(|row| row.to_json(scim)).collect();
    Ok(Some((200, list_response(resources, active + inactive, query.start_index))))
}

#[derive(FromJson)]
struct AddressRow {
    #[serde(deserialize_with = "flag")]
    is_at_domain: bool,
    default_role: Option<Role>,
    user_id: Option<UserId>,
    #[serde(deserialize_with = "flag")]
    is_bot: bool,
    #[serde(deserialize_with = "flag")]
    is_proven: bool,
    role: Option<Role>,
    #[serde(deserialize_with = "flag")]
    is_known: bool,
}

/// The address of a user: the `userName`, or else the primary one of the `emails`.
fn address_of(body: &Value) -> Result<String, ScimError> {
    let emails = attribute(body, "emails").and_then(Value::as_array);
    let is_primary = |email: &&Value| attribute(email, "primary").and_then(truth) == Some(true);
    let primary = emails.and_then(|emails| emails.iter().find(is_primary).or_else(|| emails.first()));
    let name = text(body, "userName").ok_or_else(|| ScimError::value("userName is required."))?;
    let given = if name.contains('@') { Some(name) } else { primary.and_then(|email| text(email, "value")) };
    let email = given.and_then(|email| edge_text::email("userName", email).ok());
    email.ok_or_else(|| ScimError::value("userName must be an email address."))
}

fn name_of(body: &Value) -> Option<String> {
    let name = attribute(body, "name");
    let part = |field: &str| name.and_then(|name| text(name, field));
    let joined = || Some(format!("{} {}", part("givenName")?, part("familyName")?));
    text(body, "displayName").or_else(|| part("formatted")).map(ToOwned::to_owned).or_else(joined)
}

/// The provider's own id of a resource.
pub(super) fn external_id_of(value: Option<&Value>) -> Result<Option<String>, ScimError> {
    let Some(value) = value.filter(|value| !value.is_null()) else { return Ok(None) };
    let id = value.as_str().filter(|id| id.chars().count() <= MAX_EXTERNAL_ID_CHARACTERS);
    id.map(|id| Some(id.to_owned())).ok_or_else(|| ScimError::value("externalId is a text of at most 255 characters."))
}

fn active_of(value: &Value) -> Result<bool, ScimError> {
    truth(value).ok_or_else(|| ScimError::value("active is true or false."))
}

/// Creates a user: a member, with an account if the address has none. The provider is the authority for the address.
///
/// # Errors
/// [`ScimError::Invalid`], also for an address at another domain; [`ScimError::Exists`];
/// [`ScimError::Conflict`] for an account whose address is not proven.
pub async fn create(scim: &Provisioner, body: &Value) -> ScimAnswer {
    const ACTION: &str = "scim.create";
    let edge = &scim.edge;
    let email = address_of(body)?;
    let external_id = external_id_of(attribute(body, "externalId"))?;
    let is_active = attribute(body, "active").map_or(Ok(true), active_of)?;
    let domain = domain::of_email(&email).unwrap_or_default();
    let statement = crate::bind!(store::SELECT_ADDRESS, scim.organization_id, email, domain);
    let address: Option<AddressRow> = edge.database()?.first(statement).await?;
    let address = address.ok_or_else(|| Error::internal("the address was not looked up"))?;
    if !address.is_at_domain {
        return Err(ScimError::value("The address is not at a domain that the organization has verified."));
    }
    if address.is_known || address.role.is_some_and(|role| role != Role::External) {
        return Err(ScimError::Exists(EXISTS));
    }
    if address.is_bot {
        return Err(ScimError::Conflict("The address belongs to a program."));
    }
    if address.user_id.is_some() && !address.is_proven {
        return Err(ScimError::Conflict(
            "The address has an account that has not proven it: sign in with a link or with single sign-on first.",
        ));
    }
    let mut change = Change::new(scim);
    let user_id = address.user_id.unwrap_or_else(|| {
        let id = edge.id(UserId::new);
        sso::create_user(&mut change, &id, &email, name_of(body).as_deref());
        id
    });
    change.run(crate::bind!(store::PUT_USER, scim.organization_id, user_id, external_id, edge.now()));
    if is_active {
        let role = address.default_role.unwrap_or(Role::Member);
        clear_ended(&mut change, &scim.organization_id, &user_id);
        admit(&mut change, ACTION, &scim.organization_id, &user_id, role, &[]);
    } else {
        change.audit(&AuditEvent::new(ACTION, "user", &user_id).after(json!({ "active": false })));
    }
    commit(change).await?;
    Ok(Some((201, find(scim, user_id.as_ref()).await?.to_json(scim))))
}

/// What a request wants of a user.
#[derive(Default)]
struct Wanted {
    /// `Some(None)` removes it.
    external_id: Option<Option<String>>,
    is_active: Option<bool>,
}

/// Replaces a user. The address cannot be changed, and the name is the user's own.
///
/// # Errors
/// [`ScimError`].
pub async fn replace(scim: &Provisioner, id: &str, body: &Value) -> ScimAnswer {
    let row = find(scim, id).await?;
    if address_of(body)? != row.email {
        return Err(immutable());
    }
    let is_active = attribute(body, "active").map(active_of).transpose()?;
    let wanted = Wanted { external_id: Some(external_id_of(attribute(body, "externalId"))?), is_active };
    write(scim, "scim.replace", &row, wanted).await
}

/// Changes attributes of a user. Attributes that the platform does not have are ignored.
///
/// # Errors
/// [`ScimError`].
pub async fn update(scim: &Provisioner, id: &str, body: &Value) -> ScimAnswer {
    let row = find(scim, id).await?;
    let mut wanted = Wanted::default();
    for operation in operation::read(body)? {
        match (operation.path.as_str(), operation.kind) {
            ("active", PatchKind::Remove) => return Err(ScimError::value("active cannot be removed.")),
            ("active", _) => wanted.is_active = Some(active_of(&operation.value)?),
            ("externalid", PatchKind::Remove) => wanted.external_id = Some(None),
            ("externalid", _) => wanted.external_id = Some(external_id_of(Some(&operation.value))?),
            ("username", _) if operation.value.as_str().is_none_or(|name| !name.eq_ignore_ascii_case(&row.email)) => {
                return Err(immutable());
            }
            _ => {}
        }
    }
    write(scim, "scim.update", &row, wanted).await
}

fn immutable() -> ScimError {
    ScimError::Invalid("mutability", "userName cannot be changed: users change their address themselves.".to_owned())
}

async fn write(scim: &Provisioner, action: &'static str, row: &Row, wanted: Wanted) -> ScimAnswer {
    let (id, now) = (&scim.organization_id, scim.edge.now());
    let external_id = wanted.external_id.unwrap_or_else(|| row.external_id.clone());
    let is_active = wanted.is_active.unwrap_or_else(|| row.is_active());
    if external_id == row.external_id && is_active == row.is_active() {
        return Ok(Some((200, row.to_json(scim))));
    }
    let mut change = Change::new(scim);
    change.run(crate::bind!(store::PUT_USER, id, row.id, external_id, now));
    if external_id != row.external_id {
        let event = AuditEvent::new(action, "user", &row.id).before(json!({ "externalId": row.external_id }));
        change.audit(&event.after(json!({ "externalId": external_id })));
    }
    if is_active && !row.is_active() {
        let statement = crate::bind!(store::SELECT_ADDRESS, id, row.email, "");
        let address: Option<AddressRow> = scim.edge.database()?.first(statement).await?;
        let role = address.and_then(|address| address.default_role).unwrap_or(Role::Member);
        clear_ended(&mut change, id, &row.id);
        admit(&mut change, action, id, &row.id, role, &[]);
    } else if !is_active {
        end(scim, &mut change, action, row).await?;
    }
    commit(change).await?;
    Ok(Some((200, find(scim, row.id.as_ref()).await?.to_json(scim))))
}

/// Deletes a user from the organization. The account stays, because it may belong to other organizations.
///
/// # Errors
/// [`ScimError`].
pub async fn delete(scim: &Provisioner, id: &str) -> ScimAnswer {
    const ACTION: &str = "scim.delete";
    let row = find(scim, id).await?;
    let mut change = Change::new(scim);
    if row.is_active() {
        end(scim, &mut change, ACTION, &row).await?;
    } else {
        change.audit(&AuditEvent::new(ACTION, "user", &row.id).before(json!({ "active": false })));
    }
    change.run(crate::bind!(store::DELETE_USER, scim.organization_id, row.id));
    change.run(crate::bind!(store::DELETE_FROM_GROUPS, scim.organization_id, row.id));
    commit(change).await?;
    Ok(None)
}

/// Adds the end of a membership to a change: with it end API keys, invitations and sockets, and the sessions and devices that
/// were signed in by the organization's single sign-on.
async fn end(scim: &Provisioner, change: &mut Change, action: &'static str, row: &Row) -> Result<(), ScimError> {
    let Some(role) = row.role else { return Ok(()) };
    let id = &scim.organization_id;
    let connection: Option<SsoConnectionId> = connection_id(&scim.edge, id).await?;
    if let Some(connection) = connection {
        sso::end_sessions(change, &row.id, &connection).await?;
    }
    remove_by_provider(change, action, (id, &row.id), role)?;
    Ok(())
}

async fn commit(change: Change) -> Result<(), ScimError> {
    match change.commit().await {
        Ok(()) => Ok(()),
        Err(error) if violates(&error, "scim_user.organization_id") || violates(&error, "user.email") => {
            Err(ScimError::Exists(EXISTS))
        }
        Err(error) if is_precondition_failed(&error) => Err(ScimError::Conflict(
            "The user is the last owner of the organization, or an owner who has to be able to enter without single \
            sign-on, or changed at the same time.",
        )),
        Err(error) => Err(error.into()),
    }
}
