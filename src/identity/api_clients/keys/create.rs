//! Creating API keys.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{ApiKeyId, ServiceAccountId};
use steward_kernel::input;
use steward_kernel::permission::{CredentialKind, Permission, Permissions, Role};
use steward_kernel::signature::token_hash;
use steward_kernel::time::Timestamp;

use super::super::model::{CreatedApiKey, NewApiKey};
use super::super::{ApiKeysChanged, store};
use super::{must_cover, read, select};
use crate::edge::Edge;
use crate::edge::database::is_precondition_failed;
use crate::identity::permission::ManageApiKeys;
use crate::identity::scope::InOrganization;
use crate::identity::sessions::credential::API_KEY_PREFIX;
use crate::platform::change::{AuditEvent, Change};

/// Characters of a key that lists show, including the prefix.
const START_CHARACTERS: usize = 14;
const MAX_SCOPES: usize = 20;

/// The secret of a key, of which only the SHA-256 is stored.
pub(super) struct Secret {
    pub text: String,
    pub hash: String,
    /// The first characters.
    pub start: String,
}

impl Secret {
    pub fn new(edge: &Edge) -> Self {
        let text = format!("{API_KEY_PREFIX}{}", URL_SAFE_NO_PAD.encode(edge.random::<32>()));
        Self { hash: token_hash(&text), start: text.chars().take(START_CHARACTERS).collect(), text }
    }
}

/// Parses the names of scopes: permissions that a key can have and that the caller has, and the service account, if it is for
/// one. Duplicates are dropped.
fn parse_scopes(own: Permissions, account: Option<Permissions>, names: &[String]) -> Result<Vec<Permission>, Error> {
    if names.is_empty() || names.len() > MAX_SCOPES {
        return Err(Error::field("scopes", "Choose 1 to 20 scopes."));
    }
    let mut scopes = Vec::with_capacity(names.len());
    for name in names {
        let permission = Permission::named(name).filter(|permission| permission.is_open_to(CredentialKind::ApiKey));
        let permission = permission.ok_or_else(|| Error::field("scopes", "An API key cannot have this scope."))?;
        if !own.contains(permission) {
            return Err(Error::field("scopes", "Choose only scopes that your role allows."));
        }
        if account.is_some_and(|account| !account.contains(permission)) {
            return Err(Error::field("scopes", "Choose only scopes that the service account's role allows."));
        }
        if !scopes.contains(&permission) {
            scopes.push(permission);
        }
    }
    Ok(scopes)
}

#[derive(FromJson)]
struct AccountRow {
    id: ServiceAccountId,
    name: String,
    role: Role,
    /// The permissions that a custom role limits the role to.
    custom_permissions: Option<String>,
}

impl AccountRow {
    fn permissions(&self) -> Permissions {
        Permissions::limited(self.role, self.custom_permissions.as_deref())
    }
}

/// The service account that a key is for.
async fn account(
    scope: &InOrganization<ManageApiKeys>,
    id: Option<&ServiceAccountId>,
) -> Result<Option<AccountRow>, Error> {
    let Some(id) = id else { return Ok(None) };
    let statement = crate::bind!(store::SELECT_SERVICE_ACCOUNT, scope.organization_id, id);
    let found: Option<AccountRow> = scope.caller.edge.database()?.first(statement).await?;
    let found = found.ok_or_else(no_such_account)?;
    must_cover(scope, found.permissions())?;
    Ok(Some(found))
}

fn no_such_account() -> Error {
    Error::field("serviceAccountId", "Choose a service account of this organization.")
}

/// Creates a key within its scopes: of a service account, or one that acts as the caller. Only its SHA-256 is stored.
///
/// # Errors
/// [`Error::Validation`].
pub async fn create(scope: &InOrganization<ManageApiKeys>, body: &NewApiKey) -> Result<CreatedApiKey, Error> {
    let edge = &scope.caller.edge;
    let now = edge.now();
    let name = input::name("name", &body.name)?;
    let account = account(scope, body.service_account_id.as_ref()).await?;
    let scopes = parse_scopes(scope.permissions, account.as_ref().map(AccountRow::permissions), &body.scopes)?;
    let expires_at = body.expires_at.as_deref().map(|text| Timestamp::parse("expiresAt", text)).transpose()?;
    if expires_at.is_some_and(|moment| moment.0 <= now) {
        return Err(Error::field("expiresAt", "Choose a time in the future."));
    }
    let membership_id = if account.is_some() { None } else { Some(scope.membership_id()?) };
    let id = edge.id(ApiKeyId::new);
    let secret = Secret::new(edge);
    let names: Vec<&str> = scopes.iter().map(|permission| permission.name()).collect();
    let mut change = Change::new(scope);
    change.must_change(crate::bind!(
        store::INSERT_KEY,
        id,
        scope.organization_id,
        membership_id,
        account.as_ref().map(|account| &account.id),
        name,
        secret.hash,
        secret.start,
        json!(names).to_string(),
        expires_at.map(|moment| moment.0),
        now,
    ));
    let account = account.as_ref().map(|account| json!({ "id": account.id, "name": account.name }));
    let after = json!({ "name": name, "scopes": names, "expiresAt": expires_at, "serviceAccount": account });
    change.audit(&AuditEvent::new("apiKey.create", "api_key", &id).after(after));
    change.emit(&ApiKeysChanged {});
    match change.commit_and_read(select(scope, &id)).await {
        Ok(outcome) => Ok(CreatedApiKey { key: read(&outcome)?, secret: secret.text }),
        // the service account was deleted meanwhile
        Err(error) if is_precondition_failed(&error) => Err(no_such_account()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(role: Role, names: &[&str]) -> Result<Vec<Permission>, Error> {
        parse_scopes(Permissions::of(role), None, &names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
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

    #[test]
    fn a_key_of_a_service_account_has_scopes_that_the_account_has() {
        let names = ["build.manage".to_owned()];
        let parse = |own, account| parse_scopes(Permissions::of(own), Some(Permissions::of(account)), &names);
        assert!(parse(Role::Owner, Role::Member).is_ok());
        assert!(parse(Role::Owner, Role::Viewer).is_err());
        assert!(parse(Role::Viewer, Role::Member).is_err());
    }
}
