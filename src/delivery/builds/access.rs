//! What is asked before a build starts: whether the connection is confirmed, whether the account that pushed may write to
//! the repository, and whether the push is still the branch's latest that is known.

use steward_kernel::build::{BuildFailure, FailureCode};
use steward_kernel::error::Error;
use steward_kernel::id::{BuildId, EstateId};
use steward_kernel::time::{DAY, MINUTE};

use super::reconcile::Assignment;
use super::store;
use crate::edge::{Edge, log};
use crate::integrations::github::{self, Account, InstallationToken};
use crate::platform::audit::Origin;
use crate::platform::change::{Change, Tenant};

/// A build that has no credentials after this time fails.
const CREDENTIALS_TIMEOUT_MS: i64 = 15 * MINUTE;
/// The time after which GitHub is asked again about an account that pushes.
pub const SENDER_LIFETIME_MS: i64 = 30 * DAY;

/// What GitHub and the connection say to a build.
pub enum Access {
    /// A token that can clone the repository.
    Granted(InstallationToken),
    Refused(BuildFailure),
    /// The build with this number is of a later commit of the branch.
    Superseded(u64),
}

/// Creates a token for a build, after asking GitHub about the account that pushed when it is new.
///
/// # Errors
/// [`Error::ExternalApi`] while GitHub's failure may be temporary; [`Error::Database`].
pub async fn ask(edge: &Edge, estate_id: &EstateId, build_id: &BuildId, build: &Assignment) -> Result<Access, Error> {
    if build.is_unconfirmed {
        let reason =
            "Nobody who manages the estate has rights on the repository any more. Confirm the connection first.";
        return Ok(Access::Refused(BuildFailure::new(FailureCode::RepositoryUnconfirmed, reason)));
    }
    match granted(edge, estate_id, build).await {
        Err(Error::ExternalApi { .. }) if edge.now() - build.created_at >= CREDENTIALS_TIMEOUT_MS => {}
        Err(error) if !matches!(error, Error::ExternalApi { .. } | Error::Database(_)) => {
            let fields = [("buildId", build_id.as_ref().into()), ("error", format!("{error:?}").into())];
            log::error("get credentials failed", &fields);
        }
        other => return other,
    }
    let reason = "GitHub denied access to the repository. Check that the GitHub App is still installed there.";
    Ok(Access::Refused(BuildFailure::new(FailureCode::CredentialsFailed, reason)))
}

async fn granted(edge: &Edge, estate_id: &EstateId, build: &Assignment) -> Result<Access, Error> {
    let token = github::clone_token(edge, &build.installation_id, build.repository_id).await?;
    if let Some(number) = later_build(edge, &token, build).await? {
        return Ok(Access::Superseded(number));
    }
    if !build.is_push || build.is_known_sender || is_app(build.sender.as_deref()) {
        return Ok(Access::Granted(token));
    }
    let sender = build.sender.clone().zip(build.sender_id).map(|(login, id)| Account { id, login });
    let Some(sender) = sender else { return Ok(refused("an unknown account")) };
    if !github::may_write(edge, &token, build.repository_id, &sender).await? {
        return Ok(refused(&sender.login));
    }
    let mut change = Change::by(edge, Origin::system("builds"), Tenant::estate(&build.organization_id, estate_id));
    change.run(crate::bind!(store::PUT_SENDER, estate_id, build.repository_id.0, sender.id, edge.now()));
    change.commit().await?;
    Ok(Access::Granted(token))
}

/// The complete build of a later commit of the branch, when the delivery of the push came after that of a later push.
/// GitHub is asked only when the commits before the pushes don't tell. A branch that was moved back has the commit as its
/// latest.
async fn later_build(edge: &Edge, token: &InstallationToken, build: &Assignment) -> Result<Option<u64>, Error> {
    let (Some(number), Some(latest), false) = (build.latest_number, &build.latest_commit, build.is_ahead) else {
        return Ok(None);
    };
    let (repository, commit) = (build.repository_id, &build.commit_hash);
    let branch = build.branch.as_deref().unwrap_or_default();
    let is_later = github::is_behind(edge, token, repository, commit, latest).await?
        && github::tip(edge, token, repository, branch).await?.is_none_or(|tip| tip != *commit);
    Ok(is_later.then_some(number))
}

/// GitHub says what people may do. An App pushes only where somebody who administers the repository gave it that right.
/// No person's login ends like this.
fn is_app(sender: Option<&str>) -> bool {
    sender.is_some_and(|login| login.ends_with("[bot]"))
}

fn refused(sender: &str) -> Access {
    let reason = format!("The push came from {sender}, who may not write to the repository according to GitHub.");
    Access::Refused(BuildFailure::new(FailureCode::SenderRefused, reason))
}

#[cfg(test)]
mod tests {
    use super::is_app;

    #[test]
    fn an_app_is_known_by_its_login() {
        assert!(is_app(Some("renovate[bot]")));
        for person in [None, Some("octocat"), Some("bot"), Some("[bot]octocat")] {
            assert!(!is_app(person), "{person:?}");
        }
    }
}
