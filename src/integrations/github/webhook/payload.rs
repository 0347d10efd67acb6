//! The fields of a payload that are used, from the `push` and `installation` events in GitHub's "Webhook events and
//! payloads".

use serde::Serialize;
use serde_json::Value;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::input;
use utoipa::ToSchema;

use crate::integrations::github::model::{Commit, NAME_CHARACTERS, RepositoryId, shortened};

/// Why a delivery had no effect. The text is stored as the delivery's outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ignored {
    /// Events of this name are not handled.
    Event,
    /// No estate is connected to the pushed branch.
    Branch,
    /// A tag was pushed.
    Tag,
    /// The branch was deleted.
    Deleted,
    /// No estate is connected to the repository.
    NoRepository,
    /// Nobody who manages the connected estates has rights on the repository any more.
    Unconfirmed,
    /// The GitHub App was uninstalled: builds will fail without credentials.
    InstallationDeleted,
    /// The installation was suspended: builds will fail without credentials.
    InstallationSuspended,
}

impl Ignored {
    /// The text in SQL and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Branch => "branch",
            Self::Tag => "tag",
            Self::Deleted => "deleted",
            Self::NoRepository => "no_repository",
            Self::Unconfirmed => "unconfirmed",
            Self::InstallationDeleted => "installation_deleted",
            Self::InstallationSuspended => "installation_suspended",
        }
    }
}

/// Commits that were pushed to a branch.
#[derive(Debug)]
pub struct Push {
    pub repository_id: RepositoryId,
    pub branch: String,
    /// The branch's latest commit.
    pub commit: Commit,
    /// The login of the account that pushed.
    pub sender: Option<String>,
    /// GitHub's id of the account that pushed.
    pub sender_id: Option<i64>,
}

/// The content of a delivery.
#[derive(Debug)]
pub enum ReceivedEvent {
    Push(Push),
    Ignored(Ignored),
}

#[derive(FromJson)]
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

/// The fields of [`PushPayload`]: a few of the 10 KB and more that GitHub sends.
const PUSH_FIELDS: &str = "ref after deleted head_commit.id head_commit.message head_commit.author.name \
    head_commit.author.username repository.id sender.login sender.id";
/// The fields of [`OtherPayload`].
const OTHER_FIELDS: &str = "action";

#[derive(FromJson)]
struct HeadCommit {
    id: String,
    message: String,
    author: Option<Author>,
}

#[derive(FromJson)]
struct Author {
    name: Option<String>,
    /// The login of the account with the author's address.
    username: Option<String>,
}

#[derive(FromJson)]
struct PushedRepository {
    id: RepositoryId,
}

#[derive(FromJson)]
struct Sender {
    id: Option<i64>,
    login: String,
}

#[derive(FromJson)]
struct OtherPayload {
    action: Option<String>,
}

/// The longest payload that GitHub sends. Source: GitHub's "Webhook events and payloads".
const PUSH_LIMIT: usize = 25 * 1024 * 1024;
/// Lists the repositories of the installation, some 200 bytes each.
const INSTALLATION_LIMIT: usize = 4 * 1024 * 1024;
/// Describes the webhook.
const PING_LIMIT: usize = 64 * 1024;

/// Bytes of the longest payload of an event; `None` for an event whose payload says nothing to us.
pub fn limit(event: &str) -> Option<usize> {
    match event {
        "push" => Some(PUSH_LIMIT),
        "installation" | "installation_repositories" => Some(INSTALLATION_LIMIT),
        "ping" => Some(PING_LIMIT),
        _ => None,
    }
}

/// The paths of the fields that [`read`] uses.
pub fn fields(event: &str) -> &'static str {
    if event == "push" { PUSH_FIELDS } else { OTHER_FIELDS }
}

/// Reads a delivery of `event`.
///
/// # Errors
/// [`Error::Validation`] for a field that is missing or has the wrong type.
pub fn read(event: &str, payload: &Value) -> Result<ReceivedEvent, Error> {
    if event == "push" {
        return read_push(PushPayload::from_json(payload)?);
    }
    let payload = OtherPayload::from_json(payload)?;
    Ok(ReceivedEvent::Ignored(match (event, payload.action.as_deref()) {
        ("installation", Some("deleted")) => Ignored::InstallationDeleted,
        ("installation", Some("suspend")) => Ignored::InstallationSuspended,
        _ => Ignored::Event,
    }))
}

fn read_push(payload: PushPayload) -> Result<ReceivedEvent, Error> {
    if payload.reference.starts_with("refs/tags/") {
        return Ok(ReceivedEvent::Ignored(Ignored::Tag));
    }
    let branch = payload.reference.strip_prefix("refs/heads/");
    let branch =
        input::branch("ref", branch.ok_or_else(|| Error::field("ref", "The ref is neither a branch nor a tag."))?)?;
    // the hash of a deleted branch consists of zeros
    if payload.deleted || payload.after.bytes().all(|byte| byte == b'0') {
        return Ok(ReceivedEvent::Ignored(Ignored::Deleted));
    }
    let commit = match payload.head_commit {
        Some(head) => {
            let author = head.author.and_then(|author| author.username.or(author.name));
            Commit::new(input::commit_hash("head_commit.id", &head.id)?, &head.message, author.as_deref())
        }
        // GitHub documents it as nullable
        None => Commit::new(input::commit_hash("after", &payload.after)?, "", None),
    };
    let sender_id = payload.sender.as_ref().and_then(|sender| sender.id);
    let sender = payload.sender.map(|sender| shortened(&sender.login, NAME_CHARACTERS));
    Ok(ReceivedEvent::Push(Push { repository_id: payload.repository.id, branch, commit, sender, sender_id }))
}

#[cfg(test)]
mod tests;
