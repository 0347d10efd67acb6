//! The states that go to GitHub and back, and the callback to which GitHub sends the browser.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{AccountId, EstateId, OrganizationId, UserId};
use steward_kernel::permission::{Permission, Role};
use steward_kernel::signature::token_hash;
use steward_kernel::time::{MINUTE, Timestamp};

use super::client::{self, UserTokens};
use super::{PROVIDER, authorization, installation, store};
use crate::edge::{Edge, log};
use crate::identity::connections;
use crate::identity::permission::ManageRepository;
use crate::identity::scope::{InEstate, UserOnly};
use crate::platform::change::{AuditEvent, Change, Tenant};

/// The time that a user has at GitHub.
const STATE_LIFETIME_MS: i64 = 10 * MINUTE;
/// Characters of a state: 32 bytes in base64url.
const STATE_CHARACTERS: usize = 43;

/// What a user does at GitHub. A state is good for one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Installs the App, or changes its repositories, and authorizes it by the way.
    Installation,
    /// Authorizes the App.
    Authorization,
}

impl Flow {
    const fn name(self) -> &'static str {
        match self {
            Self::Installation => "github-installation",
            Self::Authorization => "github-authorization",
        }
    }

    /// The operation by which it starts.
    const fn operation(self) -> &'static str {
        match self {
            Self::Installation => "integrations.startGithubAppInstallFlow",
            Self::Authorization => "integrations.startGithubAuthorization",
        }
    }
}

/// What a state belongs to.
#[derive(Debug, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct Pending {
    pub user_id: UserId,
    pub estate_id: EstateId,
    pub organization_id: OrganizationId,
}

impl Pending {
    /// The page on which the user started. Ids consist of letters, digits and underscores, so the path stays on this
    /// site.
    fn page(&self) -> String {
        format!("/{}/{}/repository", self.organization_id, self.estate_id)
    }
}

fn state_identifier(flow: Flow, state: &str) -> String {
    format!("{}:{}", flow.name(), token_hash(state))
}

/// Writes a new single-use state and returns it.
///
/// # Errors
/// [`Error::Database`].
pub async fn start(scope: &InEstate<ManageRepository>, flow: Flow) -> Result<String, Error> {
    let caller = &scope.caller;
    let edge = &caller.edge;
    let state = URL_SAFE_NO_PAD.encode(edge.random::<32>());
    let pending = Pending {
        user_id: caller.user_id.clone(),
        estate_id: scope.estate_id.clone(),
        organization_id: scope.organization_id.clone(),
    };
    let expires_at = edge.now() + STATE_LIFETIME_MS;
    let mut change = Change::new(scope);
    let identifier = state_identifier(flow, &state);
    let id = connections::put_state(&mut change, &identifier, &json!(pending).to_string(), expires_at);
    let event = AuditEvent::new(flow.operation(), "verification", &id);
    change.audit(&event.after(json!({ "expiresAt": Timestamp(expires_at) })));
    change.commit().await?;
    Ok(state)
}

/// The query with which GitHub sends the browser back.
#[derive(Debug, FromJson)]
pub struct Returned {
    code: Option<String>,
    pub(super) installation_id: Option<String>,
    state: Option<String>,
    pub(super) setup_action: Option<String>,
}

/// Completes what the caller started, and returns the page to redirect to.
pub async fn finish(caller: &UserOnly, returned: &Returned) -> String {
    if returned.state.is_none()
        && let Some(page) = returned.setup_action.as_deref().and_then(page_without_state)
    {
        return page.to_owned();
    }
    let is_installation = returned.installation_id.is_some() || returned.setup_action.is_some();
    let flow = if is_installation { Flow::Installation } else { Flow::Authorization };
    let pending = match take_state(&caller.edge, flow, returned).await {
        Ok(pending) => pending,
        Err(error) => return page_with_error("/", &error),
    };
    match complete(caller, flow, returned, &pending).await {
        Ok(()) => pending.page(),
        Err(error) => page_with_error(&pending.page(), &error),
    }
}

/// Where the browser goes after what somebody did on GitHub's own pages, which send no state: a change needs no action, an
/// installation belongs to no estate yet, and a request waits for an owner.
fn page_without_state(setup_action: &str) -> Option<&'static str> {
    match setup_action {
        "update" => Some("/"),
        "install" => Some("/?error=INSTALLED_ON_GITHUB"),
        "request" => Some("/?error=APPROVAL_REQUESTED"),
        _ => None,
    }
}

/// A page's path with the code of an error in its query.
pub fn page_with_error(page: &str, error: &Error) -> String {
    if let Some(detail) = error.detail() {
        log::error("finish GitHub callback failed", &[("code", error.code().into()), ("error", detail.into())]);
    }
    format!("{page}?error={}", error.code())
}

/// Consumes a state and returns what it belongs to. The state is consumed even when a later step fails.
async fn take_state(edge: &Edge, flow: Flow, returned: &Returned) -> Result<Pending, Error> {
    let unknown = || Error::field("state", "This was not started by you, or it has expired. Start it again.");
    let state = returned.state.as_deref().filter(|state| state.len() == STATE_CHARACTERS).ok_or_else(unknown)?;
    let value = connections::take_state(edge, &state_identifier(flow, state)).await?;
    steward_kernel::from_json::read(&value.ok_or_else(unknown)?).map_err(Error::internal)
}

/// Proof that the caller may complete the flow, with the caller's account from an earlier installation.
#[derive(FromJson)]
pub struct Permitted {
    pub account_id: Option<AccountId>,
    pub scope: Option<String>,
}

/// Writes the authorization, and the installation if there is one, after checking that the caller started the flow and
/// is still permitted to.
async fn complete(caller: &UserOnly, flow: Flow, returned: &Returned, pending: &Pending) -> Result<(), Error> {
    if pending.user_id != caller.user_id {
        return Err(Error::PermissionDenied(Permission::RepositoryManage));
    }
    let installation_id = match flow {
        Flow::Installation => Some(installation::id(returned)?),
        Flow::Authorization => None,
    };
    let code = returned.code.as_deref().filter(|code| !code.is_empty() && code.len() <= 200);
    let code = code.ok_or_else(|| Error::field("code", "GitHub returned no code."))?;
    let permitted = permitted(caller, pending, installation_id).await?;

    let edge = &caller.edge;
    let tokens: UserTokens = client::exchange(edge, code).await?;
    let user = client::user(edge, &tokens.access_token).await?;
    let tenant = Tenant::estate(&pending.organization_id, &pending.estate_id);
    let mut change = Change::by(edge, caller.origin(), tenant);
    authorization::keep(&mut change, &caller.user_id, &user, &tokens)?;
    if let Some(id) = installation_id {
        installation::add(&mut change, caller, pending, permitted, &tokens, id).await?;
    }
    change.commit().await
}

async fn permitted(caller: &UserOnly, pending: &Pending, installation_id: Option<u64>) -> Result<Permitted, Error> {
    let roles: Vec<&str> = Permission::RepositoryManage.roles().iter().copied().map(Role::name).collect();
    let permitted = crate::bind!(
        store::SELECT_PERMITTED_ACCOUNT,
        pending.estate_id,
        pending.organization_id,
        caller.user_id,
        json!(roles).to_string(),
        PROVIDER,
        installation_id.map(|id| id.to_string()),
    );
    let permitted: Option<Permitted> = caller.edge.database()?.first(permitted).await?;
    permitted.ok_or(Error::PermissionDenied(Permission::RepositoryManage))
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
        let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(state_identifier(Flow::Installation, "abc"), format!("github-installation:{hash}"));
        assert_eq!(state_identifier(Flow::Authorization, "abc"), format!("github-authorization:{hash}"));
    }
}
