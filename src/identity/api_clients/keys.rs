//! API keys of an organization.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{ApiKeyId, UserId};
use steward_kernel::input;
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::permission::{CredentialKind, Permission, Role};
use steward_kernel::signature::token_hash;
use steward_kernel::time::Timestamp;

use super::model::{ApiKey, CreatedApiKey, KeyCreator, NewApiKey};
use super::{ApiKeysChanged, store};
use crate::identity::permission::ManageApiKeys;
use crate::identity::scope::InOrganization;
use crate::identity::sessions::credential::API_KEY_PREFIX;
use crate::platform::change::{AuditEvent, Change};

/// Characters of a key that lists show, including the prefix.
const START_CHARACTERS: usize = 14;
const MAX_SCOPES: usize = 20;

#[derive(FromJson)]
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
    fn into_key(self) -> Result<ApiKey, Error> {
        Ok(ApiKey {
            id: self.id,
            name: self.name,
            start: self.start,
            scopes: steward_kernel::from_json::read(&self.scopes).map_err(Error::internal)?,
            created_by: KeyCreator { id: self.user_id, name: self.user_name },
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
    let items = page.items.into_iter().map(KeyRow::into_key).collect::<Result<_, _>>()?;
    Ok(Page { items, next_cursor: page.next_cursor })
}

/// Parses the names of scopes: permissions that a key can have and that the role has. Duplicates are dropped.
fn parse_scopes(role: Role, names: &[String]) -> Result<Vec<Permission>, Error> {
    if names.is_empty() || names.len() > MAX_SCOPES {
        return Err(Error::field("scopes", "Choose 1 to 20 scopes."));
    }
    let mut scopes = Vec::with_capacity(names.len());
    for name in names {
        let permission = Permission::named(name).filter(|permission| permission.is_open_to(CredentialKind::ApiKey));
        let permission = permission.ok_or_else(|| Error::field("scopes", "An API key cannot have this scope."))?;
        if !permission.allows(role) {
            return Err(Error::field("scopes", "Choose only scopes that your role allows."));
        }
        if !scopes.contains(&permission) {
            scopes.push(permission);
        }
    }
    Ok(scopes)
}

/// Creates a key that acts as the caller within its scopes. Only its SHA-256 is stored.
///
/// # Errors
/// [`Error::Validation`].
pub async fn create(scope: &InOrganization<ManageApiKeys>, body: &NewApiKey) -> Result<CreatedApiKey, Error> {
    let edge = &scope.caller.edge;
    let now = edge.now();
    let name = input::name("name", &body.name)?;
    let scopes = parse_scopes(scope.role, &body.scopes)?;
    let expires_at = body.expires_at.as_deref().map(|text| Timestamp::parse("expiresAt", text)).transpose()?;
    if expires_at.is_some_and(|moment| moment.0 <= now) {
        return Err(Error::field("expiresAt", "Choose a time in the future."));
    }
    let id = edge.id(ApiKeyId::new);
    let secret = format!("{API_KEY_PREFIX}{}", URL_SAFE_NO_PAD.encode(edge.random::<32>()));
    let start: String = secret.chars().take(START_CHARACTERS).collect();
    let names: Vec<&str> = scopes.iter().map(|permission| permission.name()).collect();
    let mut change = Change::new(scope);
    change.run(crate::bind!(
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
    ));
    let after = json!({ "name": name, "scopes": names, "expiresAt": expires_at });
    change.audit(&AuditEvent::new("apiKey.create", "api_key", &id).after(after));
    change.emit(&ApiKeysChanged {});
    change.commit().await?;
    let created_by = KeyCreator { id: scope.caller.user_id.clone(), name: scope.caller.user_name.clone() };
    let scopes = names.into_iter().map(str::to_owned).collect();
    let created_at = Timestamp(now);
    let key = ApiKey { id, name, start, scopes, created_by, expires_at, last_used_at: None, created_at };
    Ok(CreatedApiKey { key, secret })
}

#[derive(FromJson)]
struct DeletedRow {
    name: String,
    scopes: String,
    expires_at: Option<Timestamp>,
}

/// Revokes a key. It stops working immediately.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn delete(scope: &InOrganization<ManageApiKeys>, id: &ApiKeyId) -> Result<(), Error> {
    let statement = crate::bind!(store::SELECT_KEY, scope.organization_id, id);
    let found: Option<DeletedRow> = scope.caller.edge.database()?.first(statement).await?;
    let found = found.ok_or(Error::NotFound)?;
    let scopes = steward_kernel::from_json::parse(&found.scopes).map_err(Error::internal)?;
    let mut change = Change::new(scope);
    change.run(crate::bind!(store::DELETE_KEY, scope.organization_id, id));
    let before = json!({ "name": found.name, "scopes": scopes, "expiresAt": found.expires_at });
    change.audit(&AuditEvent::new("apiKey.delete", "api_key", id).before(before));
    change.emit(&ApiKeysChanged {});
    change.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(role: Role, names: &[&str]) -> Result<Vec<Permission>, Error> {
        parse_scopes(role, &names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_key_has_scopes_that_keys_can_have_and_its_creator_has() {
        let twice = parse(Role::Admin, &["build.manage", "estate.view", "build.manage"]).unwrap();
        assert_eq!(twice, [Permission::BuildManage, Permission::EstateView]);
        for refused in [&[][..], &["nothing"], &["apiKey.manage"], &["organization.delete"], &["estate.view"; 21]] {
            assert!(parse(Role::Owner, refused).is_err(), "{refused:?}");
        }
        assert!(parse(Role::Member, &["member.invite"]).is_err());
    }
}
