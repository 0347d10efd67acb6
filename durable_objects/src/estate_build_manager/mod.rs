//! The builds of one estate, one after the other: the queue, the state machine, the log. It drives a runner and reports
//! what happened until the Worker has taken note.

mod client;
mod commands;
mod drive;
mod follow;
mod ingest;
mod log;
mod manager;
mod message;
#[allow(missing_docs)] // of the constructor and handlers that the macro makes
mod object;
mod rules;
mod runner;
mod signal;
mod sse;
mod store;

pub use client::{BINDING, EstateBuildManagerClient, object_name};
pub use message::{
    Acknowledge, AcknowledgedReport, BuildReport, CancelBuild, Cancellation, EnqueueBuild, FailBuild, OpenLog,
    ReportedConfiguration, ReportedFiles, StartBuild, StartOutcome, Started, Wakeup, Work,
};
pub use object::EstateBuildManager;
