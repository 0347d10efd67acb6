//! Installing the App: the URL at GitHub, and what the callback writes.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::{AccountId, EstateAccountPermissionId};

use super::callback::{self, Flow, Pending, Permitted, Returned};
use super::client::{self, UserTokens};
use super::events::RepositoryChanged;
use super::model::{GitHubAuthorization, Installation};
use super::{PROVIDER, store};
use crate::identity::connections::{self, ProviderAccount};
use crate::identity::permission::ManageRepository;
use crate::identity::scope::{InEstate, UserOnly};
use crate::platform::change::{AuditEvent, Change};

/// Returns the URL at GitHub where the caller installs the App or changes its repositories.
///
/// # Errors
/// [`Error::Internal`] when the App is not configured.
pub async fn start(scope: &InEstate<ManageRepository>) -> Result<Installation, Error> {
    let config = scope.caller.edge.config();
    let (github_url, slug) = (config.github().web_url()?, &config.github().app()?.slug);
    let state = callback::start(scope, Flow::Installation).await?;
    Ok(Installation { installation_url: format!("{github_url}/apps/{slug}/installations/new?state={state}") })
}

/// Returns the URL at GitHub where the caller authorizes the App.
///
/// # Errors
/// [`Error::Internal`] when the App is not configured.
pub async fn start_authorization(scope: &InEstate<ManageRepository>) -> Result<GitHubAuthorization, Error> {
    let edge = &scope.caller.edge;
    let config = edge.config();
    let (github_url, client_id) = (config.github().web_url()?, &config.github().app()?.client_id);
    let redirect_uri = format!("{}/api/integrations/github/callback", edge.public_url()?);
    let state = callback::start(scope, Flow::Authorization).await?;
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", client_id)
        .append_pair("redirect_uri", &redirect_uri)
        .append_pair("state", &state)
        .finish();
    Ok(GitHubAuthorization { authorization_url: format!("{github_url}/login/oauth/authorize?{query}") })
}

/// The installation that GitHub names.
///
/// # Errors
/// [`Error::Conflict`] while it has to be approved; [`Error::Validation`].
pub fn id(returned: &Returned) -> Result<u64, Error> {
    if returned.setup_action.as_deref() == Some("request") {
        return Err(Error::Conflict("An owner of the GitHub organization must approve the installation first."));
    }
    let id = returned.installation_id.as_deref().and_then(|text| text.parse::<u64>().ok());
    id.ok_or_else(|| Error::field("installation_id", "GitHub returned no installation."))
}

/// Adds the installation to a change, so that the estate may use it, when the caller can access it. That gives no right
/// on a repository: a user who lists or connects one must have rights on it at GitHub.
///
/// # Errors
/// [`Error::Validation`] when the caller cannot access it; [`Error::ExternalApi`].
pub async fn add(
    change: &mut Change,
    caller: &UserOnly,
    pending: &Pending,
    permitted: Permitted,
    tokens: &UserTokens,
    id: u64,
) -> Result<(), Error> {
    let edge = &caller.edge;
    let installations = client::user_installations(edge, &tokens.access_token).await?;
    let installation = installations.into_iter().find(|installation| installation.id == id);
    let installation = installation
        .ok_or_else(|| Error::field("installation_id", "You do not have access to this installation on GitHub."))?;
    let scope: Vec<String> =
        installation.permissions.iter().map(|(subject, level)| format!("{subject}:{level}")).collect();
    let (scope, installation_id) = (scope.join(","), id.to_string());
    let before =
        permitted.account_id.as_ref().map(|_| json!({ "installationId": installation_id, "scope": permitted.scope }));
    let account_id = permitted.account_id.unwrap_or_else(|| edge.id(AccountId::new));
    let account = ProviderAccount {
        id: &account_id,
        user_id: &caller.user_id,
        provider_id: PROVIDER,
        account_id: &installation_id,
        label: None,
        access_token: None,
        refresh_token: None,
        access_token_expires_at: None,
        refresh_token_expires_at: None,
        scope: &scope,
    };
    connections::put_account(change, &account)?;
    change.run(crate::bind!(
        store::INSERT_PERMISSION,
        edge.id(EstateAccountPermissionId::new),
        pending.estate_id,
        PROVIDER,
        installation_id,
        caller.user_id,
        edge.now(),
    ));
    let mut event = AuditEvent::new("github.callback", "account", &account_id);
    if let Some(before) = before {
        event = event.before(before);
    }
    change.audit(&event.after(json!({ "installationId": installation_id, "scope": scope })));
    change.emit(&RepositoryChanged { estate_id: pending.estate_id.clone() });
    Ok(())
}
