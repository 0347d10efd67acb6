//! Installing the App: the way to GitHub with a state that is good once, and the way back.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::{AccountId, EstateAccountPermissionId, EstateId, OrganizationId, UserId, VerificationId};
use steward_kernel::permission::{Permission, Role};
use steward_kernel::sealing::AssociatedData;
use steward_kernel::signature::token_hash;
use steward_kernel::time::{MINUTE, SECOND};

use super::client::{self, UserTokens};
use super::model::Installation;
use super::{PROVIDER, source, store};
use crate::edge::{Edge, log};
use crate::identity::permission::ManageRepository;
use crate::identity::scope::{InEstate, SignedIn};
use crate::platform::audit::{self, Entry};
use crate::platform::outbox;

/// How long a user may take at GitHub.
const STATE_LIFE_MS: i64 = 10 * MINUTE;
/// Characters of a state: 32 bytes in base64url.
const STATE_CHARACTERS: usize = 43;

/// What a state stands for.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pending {
    user_id: UserId,
    estate_id: EstateId,
    organization_id: OrganizationId,
}

impl Pending {
    /// The page that it began on. Ids are letters, digits and underscores, so it leads nowhere else.
    fn page(&self) -> String {
        format!("/{}/{}/repository", self.organization_id, self.estate_id)
    }
}

fn state_identifier(state: &str) -> String {
    format!("github-installation:{}", token_hash(state))
}

/// Where the caller goes to install the App, or to change what it may see.
///
/// # Errors
/// [`Error::Internal`] when the App is not configured.
pub async fn start(scope: &InEstate<ManageRepository>) -> Result<Installation, Error> {
    let caller = &scope.caller;
    let edge = &caller.edge;
    let state = URL_SAFE_NO_PAD.encode(edge.random::<32>());
    let (github_url, slug) = (edge.variable("GITHUB_URL")?, edge.variable("GITHUB_APP_SLUG")?);
    let pending = Pending {
        user_id: caller.user_id.clone(),
        estate_id: scope.estate_id.clone(),
        organization_id: scope.organization_id.clone(),
    };
    let id = edge.id(VerificationId::new);
    let now = edge.now();
    let entry = Entry {
        action: "github.startInstallation",
        organization_id: Some(&scope.organization_id),
        estate_id: Some(&scope.estate_id),
        resource_type: "verification",
        resource_id: id.as_ref(),
        detail: json!({}),
    };
    let value = json!(pending).to_string();
    let statements = vec![
        crate::bind!(store::INSERT_STATE, id, state_identifier(&state), value, now + STATE_LIFE_MS, now),
        audit::record(edge, &caller.origin(), &entry),
    ];
    edge.database()?.batch(statements).await?;
    let github_url = github_url.trim_end_matches('/');
    Ok(Installation { installation_url: format!("{github_url}/apps/{slug}/installations/new?state={state}") })
}

/// What the browser brings back from GitHub.
#[derive(Debug, Deserialize)]
pub struct Returned {
    code: Option<String>,
    installation_id: Option<String>,
    state: Option<String>,
    setup_action: Option<String>,
}

/// Ends an installation that the caller began; the answer is the page to go to.
pub async fn finish(caller: &SignedIn, returned: &Returned) -> String {
    // who changes the installation on GitHub's own pages comes back without a state, and nothing is to be done
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

/// The page that tells of an error, by its code.
pub fn page_with_error(page: &str, error: &Error) -> String {
    if let Some(detail) = error.detail() {
        log::error("an installation failed", &[("code", error.code().into()), ("error", detail.into())]);
    }
    format!("{page}?error={}", error.code())
}

#[derive(Deserialize)]
struct StateRow {
    value: String,
}

/// What the state stands for. With that it is used up, whatever becomes of the rest.
async fn take_state(edge: &Edge, returned: &Returned) -> Result<Pending, Error> {
    let unknown = || Error::field("state", "This installation was not started here, or is too long ago.");
    let state = returned.state.as_deref().filter(|state| state.len() == STATE_CHARACTERS).ok_or_else(unknown)?;
    let statement = crate::bind!(store::TAKE_STATE, state_identifier(state), edge.now());
    let row: Option<StateRow> = edge.database()?.first(statement).await?;
    steward_kernel::json::read(&row.ok_or_else(unknown)?.value).map_err(Error::internal)
}

#[derive(Deserialize)]
struct PermittedRow {
    account_id: Option<AccountId>,
}

/// Makes sure that the caller began it, may still do it, and has access to the installation; then writes it down.
async fn install(caller: &SignedIn, returned: &Returned, pending: &Pending) -> Result<(), Error> {
    let edge = &caller.edge;
    if pending.user_id != caller.user_id {
        return Err(Error::PermissionDenied(Permission::RepositoryManage));
    }
    if returned.setup_action.as_deref() == Some("request") {
        return Err(Error::Conflict("an owner on GitHub has to approve the installation first"));
    }
    let installation_id = returned.installation_id.as_deref().and_then(|text| text.parse::<u64>().ok());
    let installation_id =
        installation_id.ok_or_else(|| Error::field("installation_id", "GitHub named no installation."))?;
    let code = returned.code.as_deref().filter(|code| !code.is_empty() && code.len() <= 200);
    let code = code.ok_or_else(|| Error::field("code", "GitHub gave no code."))?;

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
    let installation = installation.ok_or_else(|| {
        Error::field("installation_id", "This installation is not among those that you have access to.")
    })?;
    let scope: Vec<String> =
        installation.permissions.iter().map(|(subject, level)| format!("{subject}:{level}")).collect();
    let account_id = permitted.account_id.unwrap_or_else(|| edge.id(AccountId::new));
    let connection = Connection { account_id, installation_id: installation_id.to_string(), scope: scope.join(",") };
    connection.write(caller, pending, &tokens).await
}

/// A user's account for an installation.
struct Connection {
    account_id: AccountId,
    installation_id: String,
    scope: String,
}

impl Connection {
    /// One batch: the account, the estate's permission to use it, the audit row and the event.
    async fn write(&self, caller: &SignedIn, pending: &Pending, tokens: &UserTokens) -> Result<(), Error> {
        let edge = &caller.edge;
        let now = edge.now();
        let ends_at = |seconds: Option<i64>| seconds.map(|seconds| now.saturating_add(seconds.saturating_mul(SECOND)));
        let refresh_token = tokens.refresh_token.as_deref();
        let entry = Entry {
            action: "github.callback",
            organization_id: Some(&pending.organization_id),
            estate_id: Some(&pending.estate_id),
            resource_type: "account",
            resource_id: self.account_id.as_ref(),
            detail: json!({ "installationId": self.installation_id, "scope": self.scope }),
        };
        let changed = source::changed(&pending.organization_id, &pending.estate_id);
        let recorded = outbox::record(edge, vec![changed]);
        let mut statements = vec![
            crate::bind!(
                store::UPSERT_ACCOUNT,
                self.account_id,
                caller.user_id,
                PROVIDER,
                self.installation_id,
                self.seal(edge, "access_token_sealed", &tokens.access_token)?,
                refresh_token.map(|token| self.seal(edge, "refresh_token_sealed", token)).transpose()?,
                ends_at(tokens.expires_in),
                ends_at(tokens.refresh_token_expires_in),
                self.scope,
                now,
            ),
            crate::bind!(
                store::INSERT_PERMISSION,
                edge.id(EstateAccountPermissionId::new),
                pending.estate_id,
                PROVIDER,
                self.installation_id,
                caller.user_id,
                now,
            ),
            audit::record(edge, &caller.origin(), &entry),
        ];
        statements.extend(recorded.statements.iter().cloned());
        edge.database()?.batch(statements).await?;
        outbox::dispatch(edge, recorded);
        Ok(())
    }

    fn seal(&self, edge: &Edge, column: &str, secret: &str) -> Result<String, Error> {
        let keys = edge.key_ring()?;
        let associated_data = AssociatedData { table: "account", column, row: self.account_id.as_ref() };
        keys.seal(associated_data, secret, edge.random()).map_err(Error::internal)
    }
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
    fn the_way_back_stays_on_this_site() {
        let page = pending().page();
        assert_eq!(page, "/org_01k9zqt3m8e7tbm3hz0c3x6w5r/est_01k9zqt3m8e7tbm3hz0c3x6w5r/repository");
        let error = Error::field("state", "https://elsewhere.example/?a=b");
        assert_eq!(page_with_error("/", &error), "/?error=VALIDATION_ERROR");
        assert_eq!(page_with_error(&page, &Error::Conflict("later")), format!("{page}?error=CONFLICT"));
    }

    /// A row that somebody else wrote cannot send the browser elsewhere.
    #[test]
    fn a_state_holds_ids_and_nothing_else() {
        let text = json!(pending()).to_string();
        assert!(serde_json::from_str::<Pending>(&text).is_ok());
        assert!(serde_json::from_str::<Pending>(&text.replace("est_", "//elsewhere.example/")).is_err());
    }

    #[test]
    fn the_state_itself_is_not_stored() {
        let identifier = state_identifier("abc");
        assert_eq!(identifier, "github-installation:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
