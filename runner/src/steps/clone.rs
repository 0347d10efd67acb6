//! The step `clone`: checks out the requested commit and, if the server allows it, fetches nothing else.

use std::path::Path;

use super::checkout::Checkout;
use super::context::failure_message;
use super::credentials::CredentialFile;
use super::{Context, StepError, confined_file, git};
use crate::process::{CommandOutput, Stdout};
use crate::protocol::{FailureCode, StepName};

const STEP: StepName = StepName::Clone;
/// How many commits of a branch are fetched first when the server does not serve the commit by its hash.
const FIRST_DEPTH: &str = "--depth=200";
/// The depth that git treats as infinite; `--unshallow` would fail on a complete repository.
const FULL_DEPTH: &str = "--depth=2147483647";
const MAX_LISTING: usize = 64 * 1024;

/// Fetches and checks out the commit.
///
/// # Errors
/// [`FailureCode::CloneFailed`], [`FailureCode::CommitNotFound`], [`FailureCode::PathNotFound`].
pub async fn run(context: &Context<'_>) -> Result<Checkout, StepError> {
    let root = context.directory.source();
    let (url, commit) = (context.build_request.clone_url.as_str(), context.build_request.commit.as_str());
    context.reporter.system(STEP, &format!("cloning {url} at {commit}"));
    expect(git(context, &["init", "--quiet", "--template="], None).await?)?;
    expect(git(context, &["remote", "add", "--", "origin", url], None).await?)?;
    {
        let token = context.build_request.token.as_ref();
        let credentials = token
            .map(|token| CredentialFile::create(&context.directory.own(), &context.build_request.clone_url, token));
        fetch(context, credentials.transpose()?.as_ref()).await?;
    }
    expect(git(context, &["checkout", "--quiet", "--detach", commit], None).await?)?;
    locate(context, &root)
}

/// Fetches the commit by its hash or, if the server refuses that, fetches the branches that may contain it.
async fn fetch(context: &Context<'_>, credentials: Option<&CredentialFile>) -> Result<(), StepError> {
    let commit = context.build_request.commit.as_str();
    let direct = git(context, &["fetch", "--quiet", "--no-tags", "--depth=1", "origin", commit], credentials).await?;
    if direct.code == 0 && has_commit(context).await? {
        return Ok(());
    }
    // if this fails too, the first failure is reported: git erases a rejected token, so the second says less
    let references = references(context, credentials).await?.ok_or_else(|| clone_failed(&direct))?;
    context.reporter.system(STEP, "the server does not serve the commit by its hash; fetching branches");
    for depth in [FIRST_DEPTH, FULL_DEPTH] {
        let fetched =
            git(context, &["fetch", "--quiet", "--no-tags", depth, "origin", &references], credentials).await?;
        if fetched.code != 0 {
            return Err(clone_failed(&fetched));
        }
        if has_commit(context).await? {
            return Ok(());
        }
    }
    Err(StepError::failed(FailureCode::CommitNotFound, format!("The repository does not have the commit {commit}.")))
}

/// The refspec of the requested branch if the server has it, else of all branches; none if the listing fails.
async fn references(context: &Context<'_>, credentials: Option<&CredentialFile>) -> Result<Option<String>, StepError> {
    let pattern = context.build_request.branch.as_ref().map_or_else(|| "HEAD".to_owned(), |branch| branch.reference());
    let capture = Stdout::Capture(MAX_LISTING);
    let arguments = ["ls-remote", "origin", &pattern];
    let listed = git::run(context, STEP, &arguments, &context.directory.source(), capture, credentials).await?;
    if listed.code != 0 {
        return Ok(None);
    }
    let is_branch = context.build_request.branch.is_some() && !listed.stdout.is_empty();
    let name = if is_branch { pattern } else { "refs/heads/*".to_owned() };
    let target = name.replacen("refs/heads/", "refs/remotes/origin/", 1);
    Ok(Some(format!("+{name}:{target}")))
}

async fn has_commit(context: &Context<'_>) -> Result<bool, StepError> {
    let commit = context.build_request.commit.as_str();
    let arguments = ["cat-file", "-t", commit];
    let folder = context.directory.source();
    let found = git::run(context, STEP, &arguments, &folder, Stdout::Capture(MAX_LISTING), None).await?;
    Ok(found.code == 0 && found.stdout.trim_ascii() == b"commit")
}

/// Finds the estate's folder and rejects links out of the repository.
fn locate(context: &Context<'_>, root: &Path) -> Result<Checkout, StepError> {
    let root = root.canonicalize()?;
    let Some(path) = &context.build_request.path else {
        return Ok(Checkout { directory: root.clone(), root });
    };
    match confined_file::resolve(&root, Path::new(path.as_str())).filter(|directory| directory.is_dir()) {
        Some(directory) => Ok(Checkout { root, directory }),
        None => {
            let message = format!("The commit has no folder {} inside the repository.", path.as_str());
            Err(StepError::failed(FailureCode::PathNotFound, message))
        }
    }
}

async fn git(
    context: &Context<'_>,
    arguments: &[&str],
    credentials: Option<&CredentialFile>,
) -> Result<CommandOutput, StepError> {
    git::run(context, STEP, arguments, &context.directory.source(), Stdout::Log, credentials).await
}

fn expect(finished: CommandOutput) -> Result<(), StepError> {
    if finished.code == 0 { Ok(()) } else { Err(clone_failed(&finished)) }
}

fn clone_failed(finished: &CommandOutput) -> StepError {
    StepError::failed(FailureCode::CloneFailed, failure_message("git could not clone the repository", finished))
}
