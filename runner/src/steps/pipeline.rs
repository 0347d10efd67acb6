//! Runs the steps of one build.

use std::sync::Arc;

use serde_json::json;
use tokio::task::spawn_blocking;

use super::{BuildDirectory, Context, StepError, Workspace, clone, collect, evaluate, install};
use crate::build_request::BuildRequest;
use crate::builds::{Build, BuildOutcome, StopReason, StopSignal};
use crate::isolation::BuildSandbox;
use crate::log;
use crate::output::Reporter;
use crate::protocol::{BuildFailure, EndStatus, Event, FailureCode, StepName, StepStatus};

const MEGABYTE: u64 = 1024 * 1024;

/// Runs the build. When this returns, none of its processes and files are left.
pub async fn run_build(workspace: Arc<Workspace>, build_request: BuildRequest, build: Arc<Build>) -> BuildOutcome {
    log::info("build started", json!({ "buildId": build_request.build_id.as_ref() }));
    let secrets = build_request.token.iter().cloned().chain([workspace.configuration.secret.clone()]).collect();
    let reporter = Arc::new(Reporter::new(Arc::clone(&build.log), secrets));
    let result = tokio::select! {
        result = perform(&workspace, &build_request, &build.stop, &reporter) => result,
        never = stop_at_timeout(&build_request, &build.stop) => match never {},
    };
    let outcome = outcome_of(&workspace, result, &build_request, &build.stop, &reporter);
    let code = outcome.failure.as_ref().map(|failure| failure.code);
    let fields = json!({ "buildId": build_request.build_id.as_ref(), "status": outcome.status, "code": code });
    log::info("build ended", fields);
    outcome
}

async fn stop_at_timeout(build_request: &BuildRequest, stop: &StopSignal) -> std::convert::Infallible {
    tokio::time::sleep(build_request.timeout).await;
    stop.request(StopReason::TimedOut);
    std::future::pending().await
}

async fn perform(
    workspace: &Workspace,
    build_request: &BuildRequest,
    stop: &StopSignal,
    reporter: &Arc<Reporter>,
) -> Result<(), StepError> {
    let directory = step(reporter, stop, StepName::Prepare, prepare(workspace, build_request)).await?;
    let directory = Arc::new(directory);
    let result = match open_sandbox(workspace, build_request, &directory).await {
        Ok(sandbox) => {
            let sandbox = sandbox.as_ref();
            let context = Context { workspace, build_request, directory: &directory, reporter, stop, sandbox };
            tokio::select! {
                result = build(&context) => out_of_memory(result, sandbox, workspace),
                never = stop_at_disk_limit(sandbox, stop) => match never {},
            }
        }
        Err(error) => Err(StepError::Internal(error)),
    };
    let removing = Arc::clone(&directory);
    match spawn_blocking(move || removing.remove()).await {
        Ok(Ok(())) => {}
        // the next start of the runner removes it; the outcome of the build does not change
        failed => log::error("remove build directory failed", json!({ "error": format!("{failed:?}") })),
    }
    result
}

async fn prepare(workspace: &Workspace, build_request: &BuildRequest) -> Result<BuildDirectory, StepError> {
    let root = workspace.build_directory(build_request.build_id.as_ref());
    let create = move || -> std::io::Result<BuildDirectory> {
        let directory = BuildDirectory::create(root)?;
        evaluate::prepare(&directory)?;
        Ok(directory)
    };
    spawn_blocking(create).await.map_err(std::io::Error::other)?.map_err(StepError::Internal)
}

async fn open_sandbox(
    workspace: &Workspace,
    build_request: &BuildRequest,
    directory: &BuildDirectory,
) -> std::io::Result<Option<BuildSandbox>> {
    match workspace.isolation.isolator() {
        Some(isolator) => isolator.open(build_request, directory).await.map(Some),
        None => Ok(None),
    }
}

async fn stop_at_disk_limit(sandbox: Option<&BuildSandbox>, stop: &StopSignal) -> std::convert::Infallible {
    if let Some(sandbox) = sandbox {
        sandbox.disk_exceeded().await;
        stop.request(StopReason::DiskFull);
    }
    std::future::pending().await
}

/// A step that failed because the system ended a process of it failed for that reason.
fn out_of_memory(
    result: Result<(), StepError>,
    sandbox: Option<&BuildSandbox>,
    workspace: &Workspace,
) -> Result<(), StepError> {
    match result {
        Err(StepError::Failed(_)) if sandbox.is_some_and(BuildSandbox::ran_out_of_memory) => {
            let limit = workspace.configuration.limits.memory_bytes / MEGABYTE;
            Err(StepError::failed(
                FailureCode::LimitExceeded,
                format!("The build needed more than {limit} MB of memory."),
            ))
        }
        result => result,
    }
}

async fn build(context: &Context<'_>) -> Result<(), StepError> {
    let (reporter, stop) = (context.reporter, context.stop);
    let checkout = step(reporter, stop, StepName::Clone, clone::run(context)).await?;
    let package = step(reporter, stop, StepName::Install, install::run(context, &checkout)).await?;
    let text = step(reporter, stop, StepName::Evaluate, evaluate::run(context, &checkout, package.as_ref())).await?;
    let (items, truncated) = step(reporter, stop, StepName::Collect, collect::run(context, &checkout)).await?;
    reporter.result(&Event::Files { items, truncated });
    reporter.result(&Event::Configuration { text });
    Ok(())
}

async fn step<T>(
    reporter: &Reporter,
    stop: &StopSignal,
    name: StepName,
    work: impl Future<Output = Result<T, StepError>>,
) -> Result<T, StepError> {
    reporter.step(name, StepStatus::Running);
    let result = work.await;
    let status = match (&result, stop.reason()) {
        (Ok(_), _) => StepStatus::Succeeded,
        (Err(StepError::Stopped), Some(StopReason::Cancelled)) => StepStatus::Cancelled,
        (Err(_), _) => StepStatus::Failed,
    };
    reporter.step(name, status);
    result
}

fn outcome_of(
    workspace: &Workspace,
    result: Result<(), StepError>,
    build_request: &BuildRequest,
    stop: &StopSignal,
    reporter: &Reporter,
) -> BuildOutcome {
    let failed = |code, message: &str| {
        let failure = BuildFailure { code, message: reporter.redact(message) };
        BuildOutcome { status: EndStatus::Failed, failure: Some(failure) }
    };
    match (result, stop.reason()) {
        (Ok(()), _) => BuildOutcome { status: EndStatus::Complete, failure: None },
        (Err(StepError::Failed(failure)), _) => failed(failure.code, &failure.message),
        (Err(StepError::Stopped), Some(StopReason::Cancelled)) => {
            BuildOutcome { status: EndStatus::Cancelled, failure: None }
        }
        (Err(StepError::Stopped), Some(StopReason::TimedOut)) => {
            let message = format!("The build took longer than {} seconds.", build_request.timeout.as_secs());
            failed(FailureCode::TimedOut, &message)
        }
        (Err(StepError::Stopped), Some(StopReason::DiskFull)) => {
            let limit = workspace.configuration.limits.disk_bytes / MEGABYTE;
            failed(FailureCode::LimitExceeded, &format!("The build wrote more than {limit} MB."))
        }
        (Err(StepError::Stopped), _) => failed(FailureCode::RunnerLost, "The runner was stopped."),
        (Err(StepError::Internal(error)), _) => {
            log::error("run build failed", json!({ "error": error.to_string() }));
            failed(FailureCode::Internal, "The runner failed.")
        }
    }
}
