//! The fields of a payload that are used, from the `push` and `installation` events in GitHub's "Webhook events and
//! payloads".

use serde::Serialize;
use serde_json::Value;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::input;
use utoipa::ToSchema;

use super::installation::{self, InstallationChange};
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
    /// A reference was pushed that is neither a branch nor a tag, such as a note.
    Reference,
    /// The branch was deleted.
    Deleted,
    /// No estate is connected to the repository.
    NoRepository,
    /// Nobody who manages the connected estates has rights on the repository any more.
    Unconfirmed,
}

impl Ignored {
    /// The text in SQL and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Branch => "branch",
            Self::Tag => "tag",
            Self::Reference => "reference",
            Self::Deleted => "deleted",
            Self::NoRepository => "no_repository",
            Self::Unconfirmed => "unconfirmed",
        }
    }
}

/// Commits that were pushed to a branch.
#[derive(Debug)]
pub struct Push {
    pub repository: PushedRepository,
    /// The installation by which the App reads the repository now.
    pub installation_id: Option<String>,
    pub branch: String,
    /// The branch's latest commit before the push; `None` for a new branch.
    pub before: Option<String>,
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
    Push(Box<Push>),
    Installation(Vec<InstallationChange>),
    Ignored(Ignored),
}

#[derive(FromJson)]
struct PushPayload {
    #[serde(rename = "ref")]
    reference: String,
    before: Option<String>,
    after: String,
    #[serde(default)]
    deleted: bool,
    head_commit: Option<HeadCommit>,
    repository: PushedRepository,
    installation: Option<Installation>,
    sender: Option<Sender>,
}

/// The fields of [`PushPayload`]: a few of the 10 KB and more that GitHub sends.
const PUSH_FIELDS: &str = "ref before after deleted head_commit.id head_commit.message head_commit.author.name \
    head_commit.author.username repository.id repository.full_name repository.html_url repository.clone_url \
    installation.id sender.login sender.id";
/// What is read of other events, whose payloads say nothing to us.
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

/// The repository as it is now: it may have been renamed or transferred since it was connected.
#[derive(Debug, Clone, FromJson)]
pub struct PushedRepository {
    pub id: RepositoryId,
    /// `owner/name`.
    pub full_name: String,
    /// Its page on GitHub.
    pub html_url: String,
    pub clone_url: String,
}

#[derive(FromJson)]
struct Installation {
    id: u64,
}

#[derive(FromJson)]
struct Sender {
    id: Option<i64>,
    login: String,
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
    match event {
        "push" => PUSH_FIELDS,
        "installation" | "installation_repositories" => installation::FIELDS,
        _ => OTHER_FIELDS,
    }
}

/// Reads a delivery of `event`.
///
/// # Errors
/// [`Error::Validation`] for a field that is missing or has the wrong type.
pub fn read(event: &str, payload: &Value) -> Result<ReceivedEvent, Error> {
    if event == "push" {
        return read_push(PushPayload::from_json(payload)?);
    }
    match installation::read(event, payload)? {
        changes if changes.is_empty() => Ok(ReceivedEvent::Ignored(Ignored::Event)),
        changes => Ok(ReceivedEvent::Installation(changes)),
    }
}

fn read_push(payload: PushPayload) -> Result<ReceivedEvent, Error> {
    if payload.reference.starts_with("refs/tags/") {
        return Ok(ReceivedEvent::Ignored(Ignored::Tag));
    }
    let Some(branch) = payload.reference.strip_prefix("refs/heads/") else {
        return Ok(ReceivedEvent::Ignored(Ignored::Reference));
    };
    // the hash of a deleted branch consists of zeros
    if payload.deleted || payload.after.bytes().all(|byte| byte == b'0') {
        return Ok(ReceivedEvent::Ignored(Ignored::Deleted));
    }
    // no estate can be connected to a branch with another name
    let Ok(branch) = input::branch("ref", branch) else {
        return Ok(ReceivedEvent::Ignored(Ignored::Branch));
    };
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
    let before = payload.before.filter(|before| before.bytes().any(|byte| byte != b'0'));
    let before = before.map(|before| input::commit_hash("before", &before)).transpose()?;
    let installation_id = payload.installation.map(|installation| installation.id.to_string());
    let repository = payload.repository;
    Ok(ReceivedEvent::Push(Box::new(Push { repository, installation_id, branch, before, commit, sender, sender_id })))
}

/// A push that is read names a branch and commits that git and the database take.
#[cfg(fuzzing)]
pub fn fuzz(text: &str) {
    let Ok(payload) = steward_kernel::from_json::parse(text) else { return };
    for event in ["push", "installation", "installation_repositories", "ping"] {
        match read(event, &payload) {
            Ok(ReceivedEvent::Push(push)) => {
                assert_eq!(input::branch("", &push.branch).unwrap(), push.branch);
                assert!(matches!(push.commit.hash.len(), 40 | 64));
                assert!(push.sender.is_none_or(|sender| sender.chars().count() <= NAME_CHARACTERS));
            }
            Ok(ReceivedEvent::Installation(changes)) => assert!(changes.len() <= 2),
            Ok(ReceivedEvent::Ignored(_)) | Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests;
