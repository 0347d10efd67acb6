//! One build from its order to its end event.

use std::sync::Arc;

use serde_json::json;
use tokio::task::spawn_blocking;

use super::{Context, StepError, WorkFolder, Workshop, clone, collect, evaluate, install};
use crate::builds::{Build, Ending, Stop, StopReason};
use crate::diagnostics;
use crate::order::BuildOrder;
use crate::output::Reporter;
use crate::protocol::{EndStatus, Event, Failure, FailureCode, StepName, StepStatus};

/// Runs the build; answers how it ended. By then nothing of it is left on the machine.
pub async fn run_build(workshop: Arc<Workshop>, order: BuildOrder, build: Arc<Build>) -> Ending {
    diagnostics::write("build_started", json!({ "buildId": order.build_id.as_ref() }));
    let secrets = order.token.iter().cloned().chain([workshop.configuration.secret.clone()]).collect();
    let reporter = Arc::new(Reporter::new(Arc::clone(&build.log), secrets));
    let result = tokio::select! {
        result = perform(&workshop, &order, &build.stop, &reporter) => result,
        never = stop_in_time(&order, &build.stop) => match never {},
    };
    let ending = ending(result, &order, &build.stop, &reporter);
    let code = ending.failure.as_ref().map(|failure| failure.code);
    let fields = json!({ "buildId": order.build_id.as_ref(), "status": ending.status, "code": code });
    diagnostics::write("build_ended", fields);
    ending
}

async fn stop_in_time(order: &BuildOrder, stop: &Stop) -> std::convert::Infallible {
    tokio::time::sleep(order.timeout).await;
    stop.request(StopReason::TimedOut);
    std::future::pending().await
}

async fn perform(
    workshop: &Workshop,
    order: &BuildOrder,
    stop: &Stop,
    reporter: &Arc<Reporter>,
) -> Result<(), StepError> {
    let folder = step(reporter, stop, StepName::Prepare, prepare(workshop, order)).await?;
    let folder = Arc::new(folder);
    let context = Context { workshop, order, folder: &folder, reporter, stop };
    let result = build(&context).await;
    let removing = Arc::clone(&folder);
    match spawn_blocking(move || removing.remove()).await {
        Ok(Ok(())) => {}
        // the next start of the runner tries again; the build is what it is
        failed => diagnostics::write("folder_not_removed", json!({ "error": format!("{failed:?}") })),
    }
    result
}

async fn prepare(workshop: &Workshop, order: &BuildOrder) -> Result<WorkFolder, StepError> {
    let root = workshop.build_directory(order.build_id.as_ref());
    spawn_blocking(move || WorkFolder::create(root)).await.map_err(std::io::Error::other)?.map_err(StepError::Internal)
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
    stop: &Stop,
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

fn ending(result: Result<(), StepError>, order: &BuildOrder, stop: &Stop, reporter: &Reporter) -> Ending {
    let failed = |code, message: &str| {
        let failure = Failure { code, message: reporter.redact(message) };
        Ending { status: EndStatus::Failed, failure: Some(failure) }
    };
    match (result, stop.reason()) {
        (Ok(()), _) => Ending { status: EndStatus::Complete, failure: None },
        (Err(StepError::Failed(failure)), _) => failed(failure.code, &failure.message),
        (Err(StepError::Stopped), Some(StopReason::Cancelled)) => {
            Ending { status: EndStatus::Cancelled, failure: None }
        }
        (Err(StepError::Stopped), Some(StopReason::TimedOut)) => {
            let message = format!("the build took longer than {} seconds", order.timeout.as_secs());
            failed(FailureCode::TimedOut, &message)
        }
        (Err(StepError::Stopped), _) => failed(FailureCode::RunnerLost, "the runner was stopped"),
        (Err(StepError::Internal(error)), _) => {
            diagnostics::write("build_fault", json!({ "error": error.to_string() }));
            failed(FailureCode::Internal, "the runner failed")
        }
    }
}
