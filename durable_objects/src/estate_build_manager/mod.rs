//! The builds of one estate: the queue, the state machine and the logs. Builds run one at a time. The object controls a
//! runner and reports to the Worker until the reports are acknowledged.

mod alarm;
mod build_log;
mod client;
mod commands;
mod follow;
mod ingest;
mod manager;
mod messages;
mod object;
mod rules;
mod runner;
mod signal;
mod sse;
mod store;

pub use client::{BINDING, EstateBuildManagerClient, object_name};
pub use messages::{
    Acknowledge, AcknowledgedReport, BuildReport, CancelBuild, Cancellation, EnqueueBuild, FailBuild, OpenLog,
    ReportedConfiguration, ReportedFiles, StartBuild, StartOutcome, Started, Wakeup, Work,
};
pub use object::EstateBuildManager;
#[cfg(fuzzing)]
pub use rules::fuzz_events;
#[cfg(fuzzing)]
pub use sse::fuzz as fuzz_sse;
