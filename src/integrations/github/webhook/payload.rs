//! What a delivery says, as far as it is read. The fields are those of the `push` and `installation` events in
//! GitHub's "Webhook events and payloads"; all others are passed over.

use serde::{Deserialize, Serialize};
use steward_kernel::error::Error;
use steward_kernel::input;
use utoipa::ToSchema;

use crate::delivery::builds::Commit;
use crate::edge::extract::parse_json;
use crate::integrations::github::model::{NAME_CHARACTERS, RepositoryId, commit_of, shortened};

/// Why nothing was done about a delivery. The text is stored as the delivery's outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ignored {
    /// It tells of something that nothing follows from.
    Event,
    /// Somebody pushed to a branch that no estate is connected to.
    Branch,
    /// Somebody pushed a tag.
    Tag,
    /// The push deleted the branch.
    Deleted,
    /// No estate is connected to the repository.
    NoRepository,
    /// The App was uninstalled: builds will fail for want of credentials.
    InstallationDeleted,
    /// The installation was suspended: builds will fail for want of credentials.
    InstallationSuspended,
}

/// Commits that were pushed to a branch.
#[derive(Debug)]
pub struct Push {
    /// To which repository.
    pub repository_id: RepositoryId,
    /// To which branch.
    pub branch: String,
    /// The branch's new head.
    pub commit: Commit,
    /// Login of whoever pushed.
    pub sender: Option<String>,
}

/// What follows from a delivery.
#[derive(Debug)]
pub enum Meaning {
    /// Builds, if anybody is connected.
    Push(Push),
    /// Nothing.
    Nothing(Ignored),
}

#[derive(Deserialize)]
struct PushPayload {
    #[serde(rename = "ref")]
    reference: String,
    after: String,
    #[serde(default)]
    deleted: bool,
    head_commit: Option<HeadCommit>,
    repository: PushedRepository,
    sender: Option<Sender>,
}

#[derive(Deserialize)]
struct HeadCommit {
    id: String,
    message: String,
    author: Option<Author>,
}

#[derive(Deserialize)]
struct Author {
    name: Option<String>,
    /// The login of the account with the author's address, where there is one.
    username: Option<String>,
}

#[derive(Deserialize)]
struct PushedRepository {
    id: RepositoryId,
}

#[derive(Deserialize)]
struct Sender {
    login: String,
}

#[derive(Deserialize)]
struct OtherPayload {
    action: Option<String>,
}

/// Reads a delivery of `event`.
///
/// # Errors
/// [`Error::MalformedJson`]; [`Error::Validation`] for a field that is missing or not what GitHub describes.
pub fn read(event: &str, body: &[u8]) -> Result<Meaning, Error> {
    if event == "push" {
        return read_push(parse_json(body)?);
    }
    let payload: OtherPayload = parse_json(body)?;
    Ok(Meaning::Nothing(match (event, payload.action.as_deref()) {
        ("installation", Some("deleted")) => Ignored::InstallationDeleted,
        ("installation", Some("suspend")) => Ignored::InstallationSuspended,
        _ => Ignored::Event,
    }))
}

fn read_push(payload: PushPayload) -> Result<Meaning, Error> {
    if payload.reference.starts_with("refs/tags/") {
        return Ok(Meaning::Nothing(Ignored::Tag));
    }
    let branch = payload.reference.strip_prefix("refs/heads/");
    let branch = input::branch("ref", branch.ok_or_else(|| Error::field("ref", "This is no branch and no tag."))?)?;
    // a branch that is gone has the null hash: as many zeros as a hash has digits
    if payload.deleted || payload.after.bytes().all(|byte| byte == b'0') {
        return Ok(Meaning::Nothing(Ignored::Deleted));
    }
    let commit = match payload.head_commit {
        Some(head) => {
            let author = head.author.and_then(|author| author.username.or(author.name));
            commit_of(input::commit_hash("head_commit.id", &head.id)?, &head.message, author.as_deref())
        }
        // GitHub describes it as nullable; the hash is known all the same
        None => commit_of(input::commit_hash("after", &payload.after)?, "", None),
    };
    let sender = payload.sender.map(|sender| shortened(&sender.login, NAME_CHARACTERS));
    Ok(Meaning::Push(Push { repository_id: payload.repository.id, branch, commit, sender }))
}

#[cfg(test)]
mod tests;
