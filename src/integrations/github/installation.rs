//! Installing the App: the URL at GitHub with a single-use state, and the callback.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{AccountId, EstateAccountPermissionId, EstateId, OrganizationId, UserId};
use steward_kernel::permission::{Permission, Role};
use steward_kernel::signature::token_hash;
use steward_kernel::time::{MINUTE, SECOND, Timestamp};

use super::client::{self, UserTokens};
use super::events::RepositoryChanged;
use super::model::Installation;
use super::{PROVIDER, store};
use crate::edge::{Edge, log};
use crate::identity::connections::{self, ProviderAccount};
use crate::identity::permission::ManageRepository;
use crate::identity::scope::{InEstate, UserOnly};
use crate::platform::change::{AuditEvent, Change, Tenant};

/// The time that a user has to complete the installation.
const STATE_LIFETIME_MS: i64 = 10 * MINUTE;
/// Characters of a state: 32 bytes in base64url.
const STATE_CHARACTERS: usize = 43;

/// The installation that a state belongs to.
#[derive(Debug, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
struct Pending {
    user_id: UserId,
    estate_id: EstateId,
    organization_id: OrganizationId,
}

impl Pending {
    /// The page on which the user started. Ids consist of letters, digits and underscores, so the path stays on this
    /// site.
    fn page(&self) -> String {
        format!("/{}/{}/repository", self.organization_id, self.estate_id)
    }
}

fn state_identifier(state: &str) -> String {
    format!("github-installation:{}", token_hash(state))
}

/// Returns the URL at GitHub where the caller installs the App or changes its repositories.
///
/// # Errors
/// [`Error::Internal`] when the App is not configured.
pub async fn start(scope: &InEstate<ManageRepository>) -> Result<Installation, Error> {
    let caller = &scope.caller;
    let edge = &caller.edge;
    let state = URL_SAFE_NO_PAD.encode(edge.random::<32>());
    let config = edge.config();
    let (github_url, slug) = (config.github().web_url()?, &config.github().app()?.slug);
    let pending = Pending {
        user_id: caller.user_id.clone(),
        estate_id: scope.estate_id.clone(),
        organization_id: scope.organization_id.clone(),
    };
    let expires_at = edge.now() + STATE_LIFETIME_MS;
    let mut change = Change::new(scope);
    let id = connections::put_state(&mut change, &state_identifier(&state), &json!(pending).to_string(), expires_at);
    let event = AuditEvent::new("integrations.startGithubAppInstallFlow", "verification", &id);
    change.audit(&event.after(json!({ "expiresAt": Timestamp(expires_at) })));
    change.commit().await?;
    Ok(Installation { installation_url: format!("{github_url}/apps/{slug}/installations/new?state={state}") })
}

/// The query with which GitHub sends the browser back.
#[derive(Debug, FromJson)]
pub struct Returned {
    code: Option<String>,
    installation_id: Option<String>,
    state: Option<String>,
    setup_action: Option<String>,
}

/// Completes an installation that the caller started, and returns the page to redirect to.
pub async fn finish(caller: &UserOnly, returned: &Returned) -> String {
    // GitHub sends no state after a change on its own pages, which needs no action
    if returned.state.is_none() && returned.setup_action.as_deref() == Some("update") {
        return "/".to_owned();
    }
    let pending = match take_state(&caller.edge, returned).await {
        Ok(pending) => pending,
        Err(error) => return page_with_error("/", &error),
    };
    match install(caller, returned, &pending).await {
        Ok(()) => pending.page(),
        Err(error) => page_with_error(&pending.page(), &error),
    }
}

/// A page's path with the code of an error in its query.
pub fn page_with_error(page: &str, error: &Error) -> String {
    if let Some(detail) = error.detail() {
        log::error("finish installation failed", &[("code", error.code().into()), ("error", detail.into())]);
    }
    format!("{page}?error={}", error.code())
}

/// Consumes a state and returns its installation. The state is consumed even when a later step fails.
async fn take_state(edge: &Edge, returned: &Returned) -> Result<Pending, Error> {
    let unknown =
        || Error::field("state", "This installation was not started by you, or it has expired. Start it again.");
    let state = returned.state.as_deref().filter(|state| state.len() == STATE_CHARACTERS).ok_or_else(unknown)?;
    let value = connections::take_state(edge, &state_identifier(state)).await?;
    steward_kernel::from_json::read(&value.ok_or_else(unknown)?).map_err(Error::internal)
}

/// Proof that the caller may complete the installation, with the caller's account from an earlier one.
#[derive(FromJson)]
struct PermittedRow {
    account_id: Option<AccountId>,
    scope: Option<String>,
}

/// Writes the installation after checking that the caller started it, is permitted to, and can access it.
async fn install(caller: &UserOnly, returned: &Returned, pending: &Pending) -> Result<(), Error> {
    let edge = &caller.edge;
    if pending.user_id != caller.user_id {
        return Err(Error::PermissionDenied(Permission::RepositoryManage));
    }
    if returned.setup_action.as_deref() == Some("request") {
        return Err(Error::Conflict("An owner of the GitHub organization must approve the installation first."));
    }
    let installation_id = returned.installation_id.as_deref().and_then(|text| text.parse::<u64>().ok());
    let installation_id =
        installation_id.ok_or_else(|| Error::field("installation_id", "GitHub returned no installation."))?;
    let code = returned.code.as_deref().filter(|code| !code.is_empty() && code.len() <= 200);
    let code = code.ok_or_else(|| Error::field("code", "GitHub returned no code."))?;

    let roles: Vec<&str> = Permission::RepositoryManage.roles().iter().copied().map(Role::name).collect();
    let permitted = crate::bind!(
        store::SELECT_PERMITTED_ACCOUNT,
        pending.estate_id,
        pending.organization_id,
        caller.user_id,
        json!(roles).to_string(),
        PROVIDER,
        installation_id.to_string(),
    );
    let permitted: Option<PermittedRow> = edge.database()?.first(permitted).await?;
    let permitted = permitted.ok_or(Error::PermissionDenied(Permission::RepositoryManage))?;

    let tokens = client::exchange(edge, code).await?;
    let installation = client::installation(edge, &tokens, installation_id).await?;
    let installation = installation
        .ok_or_else(|| Error::field("installation_id", "You do not have access to this installation on GitHub."))?;
    let scope: Vec<String> =
        installation.permissions.iter().map(|(subject, level)| format!("{subject}:{level}")).collect();
    write(caller, pending, permitted, &tokens, &installation_id.to_string(), &scope.join(",")).await
}

/// Writes the account and the estate's permission to use it.
async fn write(
    caller: &UserOnly,
    pending: &Pending,
    permitted: PermittedRow,
    tokens: &UserTokens,
    installation_id: &str,
    scope: &str,
) -> Result<(), Error> {
    let edge = &caller.edge;
    let now = edge.now();
    let ends_at = |seconds: Option<i64>| seconds.map(|seconds| now.saturating_add(seconds.saturating_mul(SECOND)));
    let before =
        permitted.account_id.as_ref().map(|_| json!({ "installationId": installation_id, "scope": permitted.scope }));
    let account_id = permitted.account_id.unwrap_or_else(|| edge.id(AccountId::new));
    let tenant = Tenant::estate(&pending.organization_id, &pending.estate_id);
    let mut change = Change::by(edge, caller.origin(), tenant);
    let account = ProviderAccount {
        id: &account_id,
        user_id: &caller.user_id,
        provider_id: PROVIDER,
        account_id: installation_id,
        access_token: &tokens.access_token,
        refresh_token: tokens.refresh_token.as_deref(),
        access_token_expires_at: ends_at(tokens.expires_in),
        refresh_token_expires_at: ends_at(tokens.refresh_token_expires_in),
        scope,
    };
    connections::put_account(&mut change, &account)?;
    change.run(crate::bind!(
        store::INSERT_PERMISSION,
        edge.id(EstateAccountPermissionId::new),
        pending.estate_id,
        PROVIDER,
        installation_id,
        caller.user_id,
        now,
    ));
    let mut event = AuditEvent::new("github.callback", "account", &account_id);
    if let Some(before) = before {
        event = event.before(before);
    }
    change.audit(&event.after(json!({ "installationId": installation_id, "scope": scope })));
    change.emit(&RepositoryChanged { estate_id: pending.estate_id.clone() });
    change.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use steward_kernel::id::TypeId;

    fn pending() -> Pending {
        Pending {
            user_id: UserId::new(1, [1; 10]),
            estate_id: EstateId::parse("est_01k9zqt3m8e7tbm3hz0c3x6w5r").unwrap(),
            organization_id: OrganizationId::parse("org_01k9zqt3m8e7tbm3hz0c3x6w5r").unwrap(),
        }
    }

    #[test]
    fn the_callback_stays_on_this_site() {
        let page = pending().page();
        assert_eq!(page, "/org_01k9zqt3m8e7tbm3hz0c3x6w5r/est_01k9zqt3m8e7tbm3hz0c3x6w5r/repository");
        let error = Error::field("state", "https://elsewhere.example/?a=b");
        assert_eq!(page_with_error("/", &error), "/?error=VALIDATION_ERROR");
        assert_eq!(page_with_error(&page, &Error::Conflict("later")), format!("{page}?error=CONFLICT"));
    }

    /// A row with other content cannot send the browser to another site.
    #[test]
    fn a_state_is_read_only_with_real_ids() {
        let text = json!(pending()).to_string();
        assert!(steward_kernel::from_json::read::<Pending>(&text).is_ok());
        assert!(steward_kernel::from_json::read::<Pending>(&text.replace("est_", "//elsewhere.example/")).is_err());
    }

    #[test]
    fn the_state_itself_is_not_stored() {
        let identifier = state_identifier("abc");
        assert_eq!(identifier, "github-installation:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
