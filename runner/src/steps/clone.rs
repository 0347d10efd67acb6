//! The step `clone`: checks out the requested commit, which must be on the connected branch.

use std::path::Path;

use super::checkout::Checkout;
use super::credentials::CredentialFile;
use super::failure_message::failure_message;
use super::{Context, StepError, confined_file, git, not_cloned};
use crate::build_request::BranchName;
use crate::process::{CommandOutput, Stdout};
use crate::protocol::{FailureCode, StepName};

const STEP: StepName = StepName::Clone;
/// The tip of the connected branch.
const TIP: &str = "refs/remotes/origin/connected";
/// How many commits of a branch are fetched first when the commit is not its tip.
const FIRST_DEPTH: &str = "--depth=200";
/// The depth that git treats as infinite; `--unshallow` would fail on a complete repository.
const FULL_DEPTH: &str = "--depth=2147483647";
const MAX_LISTING: usize = 64 * 1024;

/// Fetches and checks out the commit.
///
/// # Errors
/// [`FailureCode::CloneFailed`], [`FailureCode::CommitNotFound`], [`FailureCode::CommitNotOnBranch`],
/// [`FailureCode::PathNotFound`].
pub async fn run(context: &Context<'_>) -> Result<Checkout, StepError> {
    let root = context.directory.source();
    let (url, commit) = (context.build_request.clone_url.as_str(), context.build_request.commit.as_str());
    context.reporter.system(STEP, &format!("cloning {url} at {commit}"));
    expect(git(context, &["init", "--quiet", "--template="], None).await?)?;
    expect(git(context, &["remote", "add", "--", "origin", url], None).await?)?;
    {
        let token = context.build_request.token.as_ref();
        let give = |path: &Path| context.sandbox.map_or(Ok(()), |sandbox| sandbox.give(path));
        let credentials = token.map(|token| {
            CredentialFile::create(&context.directory.own(), &context.build_request.clone_url, token, give)
        });
        fetch(context, credentials.transpose()?.as_ref()).await?;
    }
    expect(git(context, &["checkout", "--quiet", "--detach", commit], None).await?)?;
    let checkout = locate(context, &root)?;
    for note in not_cloned::notes(&checkout) {
        context.reporter.system(STEP, note);
    }
    Ok(checkout)
}

/// Fetches the commit, and proves that it is on the connected branch: servers serve the commits of forks, of deleted
/// branches and of pull requests by their hash too.
async fn fetch(context: &Context<'_>, credentials: Option<&CredentialFile>) -> Result<(), StepError> {
    let reference = context.build_request.branch.as_ref().map_or_else(|| "HEAD".to_owned(), BranchName::reference);
    let refspec = format!("+{reference}:{TIP}");
    let tip = git(context, &["fetch", "--quiet", "--no-tags", "--depth=1", "origin", &refspec], credentials).await?;
    if tip.code != 0 {
        // git erases a rejected token, so a second failure says less than the first
        return Err(if is_gone(context, &reference, credentials).await? {
            not_on_branch(context)
        } else {
            clone_failed(&tip)
        });
    }
    if tip_is_commit(context).await? {
        return Ok(());
    }
    // most servers serve any commit by its hash
    let commit = context.build_request.commit.as_str();
    let by_hash = ["fetch", "--quiet", "--no-tags", "--depth=1", "origin", commit];
    let direct = git(context, &by_hash, credentials).await?;
    let is_served = direct.code == 0 && has_commit(context).await?;
    if branch_has_commit(context, &reference, credentials).await? {
        return if is_served { Ok(()) } else { fetch_history(context, &refspec, credentials).await };
    }
    Err(if is_served {
        not_on_branch(context)
    } else {
        StepError::failed(FailureCode::CommitNotFound, format!("The repository does not have the commit {commit}."))
    })
}

/// Whether the server answers and does not have the reference.
async fn is_gone(
    context: &Context<'_>,
    reference: &str,
    credentials: Option<&CredentialFile>,
) -> Result<bool, StepError> {
    let arguments = ["ls-remote", "origin", reference];
    let capture = Stdout::Capture(MAX_LISTING);
    let listed = git::run(context, STEP, &arguments, &context.directory.source(), capture, credentials).await?;
    Ok(listed.code == 0 && listed.stdout.is_empty())
}

/// Whether the commit is reachable from the branch. The history is fetched without files, where the server can do
/// that, into a repository of its own: the checkout must not need the server again.
async fn branch_has_commit(
    context: &Context<'_>,
    reference: &str,
    credentials: Option<&CredentialFile>,
) -> Result<bool, StepError> {
    let history = context.directory.history();
    let (url, refspec) = (context.build_request.clone_url.as_str(), format!("+{reference}:{TIP}"));
    let init = ["init", "--quiet", "--bare", "--template=", "."];
    expect(git::run(context, STEP, &init, &history, Stdout::Log, None).await?)?;
    for depth in [FIRST_DEPTH, FULL_DEPTH] {
        let fetch = ["fetch", "--quiet", "--no-tags", "--filter=tree:0", depth, "--", url, &refspec];
        expect(git::run(context, STEP, &fetch, &history, Stdout::Log, credentials).await?)?;
        let is_ancestor = ["merge-base", "--is-ancestor", context.build_request.commit.as_str(), TIP];
        let found = git::run(context, STEP, &is_ancestor, &history, Stdout::Capture(MAX_LISTING), None).await?;
        if found.code == 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Fetches the branch with its files until it has the commit, for servers that do not serve commits by hash.
async fn fetch_history(
    context: &Context<'_>,
    refspec: &str,
    credentials: Option<&CredentialFile>,
) -> Result<(), StepError> {
    context.reporter.system(STEP, "the server does not serve the commit by its hash; fetching the branch");
    for depth in [FIRST_DEPTH, FULL_DEPTH] {
        let fetched = git(context, &["fetch", "--quiet", "--no-tags", depth, "origin", refspec], credentials).await?;
        if fetched.code != 0 {
            return Err(clone_failed(&fetched));
        }
        if has_commit(context).await? {
            return Ok(());
        }
    }
    Err(not_on_branch(context))
}

async fn tip_is_commit(context: &Context<'_>) -> Result<bool, StepError> {
    let capture = Stdout::Capture(MAX_LISTING);
    let arguments = ["rev-parse", "--verify", "--quiet", TIP];
    let tip = git::run(context, STEP, &arguments, &context.directory.source(), capture, None).await?;
    Ok(tip.code == 0 && tip.stdout.trim_ascii() == context.build_request.commit.as_str().as_bytes())
}

async fn has_commit(context: &Context<'_>) -> Result<bool, StepError> {
    let commit = context.build_request.commit.as_str();
    let arguments = ["cat-file", "-t", commit];
    let found =
        git::run(context, STEP, &arguments, &context.directory.source(), Stdout::Capture(MAX_LISTING), None).await?;
    Ok(found.code == 0 && found.stdout.trim_ascii() == b"commit")
}

fn not_on_branch(context: &Context<'_>) -> StepError {
    let commit = context.build_request.commit.as_str();
    let message = match &context.build_request.branch {
        Some(branch) => format!("The commit {commit} is not on the branch {}.", branch.as_str()),
        None => format!("The commit {commit} is not on the repository's default branch."),
    };
    StepError::failed(FailureCode::CommitNotOnBranch, message)
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
