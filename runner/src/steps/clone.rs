//! The step `clone`: exactly the ordered commit, and nothing else of the repository if the server allows that.

use std::path::Path;

use super::checkout::Checkout;
use super::context::quote;
use super::credentials::CredentialFile;
use super::{Context, StepError, confined, git};
use crate::process::{Finished, Stdout};
use crate::protocol::{FailureCode, StepName};

const STEP: StepName = StepName::Clone;
/// Commits of a branch that are fetched first where the server does not give out the commit itself.
const FIRST_DEPTH: &str = "--depth=200";
/// The number by which git means "all of it"; `--unshallow` fails on a repository that already has it all.
const FULL_DEPTH: &str = "--depth=2147483647";
const LONGEST_LISTING: usize = 64 * 1024;

/// Fetches and checks out the commit; answers where it is.
///
/// # Errors
/// [`FailureCode::CloneFailed`], [`FailureCode::CommitNotFound`], [`FailureCode::PathNotFound`].
pub async fn run(context: &Context<'_>) -> Result<Checkout, StepError> {
    let root = context.folder.source();
    let (url, commit) = (context.order.clone_url.as_str(), context.order.commit.as_str());
    context.reporter.system(STEP, &format!("cloning {url} at {commit}"));
    expect(git(context, &["init", "--quiet", "--template="], None).await?)?;
    expect(git(context, &["remote", "add", "--", "origin", url], None).await?)?;
    {
        let token = context.order.token.as_ref();
        let credentials =
            token.map(|token| CredentialFile::create(&context.folder.own(), &context.order.clone_url, token));
        fetch(context, credentials.transpose()?.as_ref()).await?;
    }
    expect(git(context, &["checkout", "--quiet", "--detach", commit], None).await?)?;
    locate(context, &root)
}

/// Fetches the commit by its hash; where the server refuses that, by the branches that may have it.
async fn fetch(context: &Context<'_>, credentials: Option<&CredentialFile>) -> Result<(), StepError> {
    let commit = context.order.commit.as_str();
    let direct = git(context, &["fetch", "--quiet", "--no-tags", "--depth=1", "origin", commit], credentials).await?;
    if direct.code == 0 && has_commit(context).await? {
        return Ok(());
    }
    // where this fails too, the first failure tells more: git forgets a token that was refused
    let references = references(context, credentials).await?.ok_or_else(|| clone_failed(&direct))?;
    context.reporter.system(STEP, "the server did not give out the commit by its hash; fetching branches");
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
    Err(StepError::failed(FailureCode::CommitNotFound, format!("the repository does not have the commit {commit}")))
}

/// The ordered branch if the server has it, else all; none when the server cannot be reached at all.
async fn references(context: &Context<'_>, credentials: Option<&CredentialFile>) -> Result<Option<String>, StepError> {
    let pattern = context.order.branch.as_ref().map_or_else(|| "HEAD".to_owned(), |branch| branch.reference());
    let capture = Stdout::Capture(LONGEST_LISTING);
    let arguments = ["ls-remote", "origin", &pattern];
    let listed = git::run(context, STEP, &arguments, &context.folder.source(), capture, credentials).await?;
    if listed.code != 0 {
        return Ok(None);
    }
    let is_branch = context.order.branch.is_some() && !listed.stdout.is_empty();
    let name = if is_branch { pattern } else { "refs/heads/*".to_owned() };
    let target = name.replacen("refs/heads/", "refs/remotes/origin/", 1);
    Ok(Some(format!("+{name}:{target}")))
}

async fn has_commit(context: &Context<'_>) -> Result<bool, StepError> {
    let commit = context.order.commit.as_str();
    let arguments = ["cat-file", "-t", commit];
    let folder = context.folder.source();
    let found = git::run(context, STEP, &arguments, &folder, Stdout::Capture(LONGEST_LISTING), None).await?;
    Ok(found.code == 0 && found.stdout.trim_ascii() == b"commit")
}

/// The estate's folder, which a link in the repository must not move outside.
fn locate(context: &Context<'_>, root: &Path) -> Result<Checkout, StepError> {
    let root = root.canonicalize()?;
    let Some(path) = &context.order.path else {
        return Ok(Checkout { directory: root.clone(), root });
    };
    match confined::resolve(&root, Path::new(path.as_str())).filter(|directory| directory.is_dir()) {
        Some(directory) => Ok(Checkout { root, directory }),
        None => {
            let message = format!("the commit has no folder {} inside the repository", path.as_str());
            Err(StepError::failed(FailureCode::PathNotFound, message))
        }
    }
}

async fn git(
    context: &Context<'_>,
    arguments: &[&str],
    credentials: Option<&CredentialFile>,
) -> Result<Finished, StepError> {
    git::run(context, STEP, arguments, &context.folder.source(), Stdout::Log, credentials).await
}

fn expect(finished: Finished) -> Result<(), StepError> {
    if finished.code == 0 { Ok(()) } else { Err(clone_failed(&finished)) }
}

fn clone_failed(finished: &Finished) -> StepError {
    StepError::failed(FailureCode::CloneFailed, quote("git could not clone the repository", finished))
}
