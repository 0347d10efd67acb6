//! What people may do in a repository.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;

use super::app::InstallationToken;
use super::get;
use crate::edge::Edge;
use crate::integrations::github::model::{Account, RepositoryId, is_login};

#[derive(FromJson)]
struct Collaborator {
    permission: String,
    user: Option<FoundUser>,
}

#[derive(FromJson)]
struct FoundUser {
    id: i64,
    login: String,
}

/// Whether an account may write to a repository: GET /repositories/{id}/collaborators/{login}/permission. The login is
/// only a hint: when it belongs to another account by now, the account's new one is asked: GET /user/{id}.
///
/// # Errors
/// [`Error::ExternalApi`].
pub async fn may_write(
    edge: &Edge,
    token: &InstallationToken,
    id: RepositoryId,
    account: &Account,
) -> Result<bool, Error> {
    if let Some(answer) = permission(edge, token, id, account.id, &account.login).await? {
        return Ok(answer);
    }
    let response = get(edge, &format!("/user/{}", account.id), token.reveal()).await?;
    let Some(user) = response.read_unless::<FoundUser>(&[404])? else { return Ok(false) };
    if user.id != account.id || user.login == account.login {
        return Ok(false);
    }
    Ok(permission(edge, token, id, account.id, &user.login).await?.unwrap_or(false))
}

/// Whether the account with this login may write; `None` when the login is not that of the account.
async fn permission(
    edge: &Edge,
    token: &InstallationToken,
    id: RepositoryId,
    account_id: i64,
    login: &str,
) -> Result<Option<bool>, Error> {
    // the login becomes part of the path
    if !is_login(login) {
        return Ok(None);
    }
    let path = format!("/repositories/{}/collaborators/{login}/permission", id.0);
    let found: Option<Collaborator> = get(edge, &path, token.reveal()).await?.read_unless(&[404])?;
    Ok(found.and_then(|found| {
        let is_the_account = found.user.is_some_and(|user| user.id == account_id);
        is_the_account.then_some(matches!(found.permission.as_str(), "admin" | "write"))
    }))
}
