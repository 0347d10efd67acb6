//! API keys of an organization.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::{ApiKeyId, UserId};
use steward_kernel::input;
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::permission::{KeyAccess, Permission, Role};
use steward_kernel::signature::token_hash;
use steward_kernel::time::Timestamp;

use super::model::{ApiKey, KeyMaker, MadeApiKey, NewApiKey};
use super::store;
use crate::identity::credential::API_KEY_PREFIX;
use crate::identity::permission::ManageApiKeys;
use crate::identity::scope::InOrganization;
use crate::platform::audit::{self, Entry};
use crate::platform::outbox::{self, Event, EventName};

/// Characters of a key that stay visible, its prefix among them.
const START_CHARACTERS: usize = 14;
/// Scopes of one key.
const MOST_SCOPES: usize = 20;

#[derive(Deserialize)]
struct KeyRow {
    id: ApiKeyId,
    name: String,
    start: String,
    scopes: String,
    expires_at: Option<Timestamp>,
    last_used_at: Option<Timestamp>,
    created_at: Timestamp,
    user_id: UserId,
    user_name: String,
}

impl KeyRow {
    fn shown(self) -> Result<ApiKey, Error> {
        Ok(ApiKey {
            id: self.id,
            name: self.name,
            start: self.start,
            scopes: steward_kernel::json::read(&self.scopes).map_err(Error::internal)?,
            created_by: KeyMaker { id: self.user_id, name: self.user_name },
            expires_at: self.expires_at,
            last_used_at: self.last_used_at,
            created_at: self.created_at,
        })
    }
}

/// A page of an organization's keys, oldest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(scope: &InOrganization<ManageApiKeys>, page: &PageQuery) -> Result<Page<ApiKey>, Error> {
    let limit = page.limit()?;
    let after = page.after()?.unwrap_or_default();
    let statement = crate::bind!(store::LIST_KEYS, scope.organization_id, after, limit + 1);
    let rows: Vec<KeyRow> = scope.caller.edge.database()?.all(statement).await?;
    let page = Page::new(rows, limit, |row| row.id.to_string());
    let items = page.items.into_iter().map(KeyRow::shown).collect::<Result<_, _>>()?;
    Ok(Page { items, next_cursor: page.next_cursor })
}

/// Reads the names of scopes: permissions that a key can have and that the role has, each once.
fn scopes(role: Role, names: &[String]) -> Result<Vec<Permission>, Error> {
    if names.is_empty() || names.len() > MOST_SCOPES {
        return Err(Error::field("scopes", "Choose 1 to 20 scopes."));
    }
    let mut scopes = Vec::with_capacity(names.len());
    for name in names {
        let permission = Permission::named(name).filter(|permission| permission.key_access() == KeyAccess::Allowed);
        let permission = permission.ok_or_else(|| Error::field("scopes", "This is no scope that a key can have."))?;
        if !permission.allows(role) {
            return Err(Error::field("scopes", "A key cannot do more than you can."));
        }
        if !scopes.contains(&permission) {
            scopes.push(permission);
        }
    }
    Ok(scopes)
}

/// Makes a key that acts as the caller, within its scopes. What is stored of it is its SHA-256.
///
/// # Errors
/// [`Error::Validation`].
pub async fn create(scope: &InOrganization<ManageApiKeys>, body: &NewApiKey) -> Result<MadeApiKey, Error> {
    let edge = &scope.caller.edge;
    let now = edge.now();
    let name = input::name("name", &body.name)?;
    let scopes = scopes(scope.role, &body.scopes)?;
    let expires_at = body.expires_at.as_deref().map(|text| Timestamp::parse("expiresAt", text)).transpose()?;
    if expires_at.is_some_and(|moment| moment.0 <= now) {
        return Err(Error::field("expiresAt", "This time has passed already."));
    }
    let id = edge.id(ApiKeyId::new);
    let secret = format!("{API_KEY_PREFIX}{}", URL_SAFE_NO_PAD.encode(edge.random::<32>()));
    let start: String = secret.chars().take(START_CHARACTERS).collect();
    let names: Vec<&str> = scopes.iter().map(|permission| permission.name()).collect();
    let entry = Entry {
        action: "apiKey.create",
        organization_id: Some(&scope.organization_id),
        estate_id: None,
        resource_type: "api_key",
        resource_id: id.as_ref(),
        detail: json!({ "after": { "name": name, "scopes": names, "expiresAt": expires_at } }),
    };
    let recorded = outbox::record(edge, vec![changed(scope)]);
    let mut statements = vec![
        crate::bind!(
            store::INSERT_KEY,
            id,
            scope.organization_id,
            scope.membership_id,
            name,
            token_hash(&secret),
            start,
            json!(names).to_string(),
            expires_at.map(|moment| moment.0),
            now,
        ),
        audit::record(edge, &scope.caller.origin(), &entry),
    ];
    statements.extend(recorded.statements.iter().cloned());
    edge.database()?.batch(statements).await?;
    outbox::dispatch(edge, recorded);
    let created_by = KeyMaker { id: scope.caller.user_id.clone(), name: scope.caller.user_name.clone() };
    let scopes = names.into_iter().map(str::to_owned).collect();
    let created_at = Timestamp(now);
    let key = ApiKey { id, name, start, scopes, created_by, expires_at, last_used_at: None, created_at };
    Ok(MadeApiKey { key, secret })
}

fn changed(scope: &InOrganization<ManageApiKeys>) -> Event {
    Event {
        name: EventName::ApiKeysChanged,
        organization_id: Some(scope.organization_id.clone()),
        estate_id: None,
        payload: json!({}),
    }
}

#[derive(Deserialize)]
struct NamedRow {
    name: String,
    scopes: String,
}

/// Ends a key: it stops working at once.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn delete(scope: &InOrganization<ManageApiKeys>, id: &ApiKeyId) -> Result<(), Error> {
    let edge = &scope.caller.edge;
    let database = edge.database()?;
    let found: Option<NamedRow> = database.first(crate::bind!(store::SELECT_KEY, scope.organization_id, id)).await?;
    let found = found.ok_or(Error::NotFound)?;
    let scopes = steward_kernel::json::parse(&found.scopes).map_err(Error::internal)?;
    let entry = Entry {
        action: "apiKey.delete",
        organization_id: Some(&scope.organization_id),
        estate_id: None,
        resource_type: "api_key",
        resource_id: id.as_ref(),
        detail: json!({ "before": { "name": found.name, "scopes": scopes } }),
    };
    let recorded = outbox::record(edge, vec![changed(scope)]);
    let mut statements = vec![
        crate::bind!(store::DELETE_KEY, scope.organization_id, id),
        audit::record(edge, &scope.caller.origin(), &entry),
    ];
    statements.extend(recorded.statements.iter().cloned());
    database.batch(statements).await?;
    outbox::dispatch(edge, recorded);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(role: Role, names: &[&str]) -> Result<Vec<Permission>, Error> {
        scopes(role, &names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_key_has_what_keys_can_have_and_its_maker_has() {
        let twice = read(Role::Admin, &["build.manage", "estate.view", "build.manage"]).unwrap();
        assert_eq!(twice, [Permission::BuildManage, Permission::EstateView]);
        for refused in [&[][..], &["nothing"], &["apiKey.manage"], &["organization.delete"], &["estate.view"; 21]] {
            assert!(read(Role::Owner, refused).is_err(), "{refused:?}");
        }
        assert!(read(Role::Member, &["member.invite"]).is_err());
    }
}
