//! The class that the runtime drives.

use std::rc::Rc;

use chrono::DateTime;
use steward_kernel::time::SECOND;
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use super::manager::Manager;
use super::message::{Acknowledge, CancelBuild, EnqueueBuild, FailBuild, OpenLog, StartBuild, Started};
use super::{log, store};
use crate::transport::{Call, Fault, answer, respond};
use crate::{clock, journal};

/// The build manager of one estate, named by its id.
#[durable_object(alarm)]
pub struct EstateBuildManager {
    manager: Rc<Manager>,
}

impl std::panic::RefUnwindSafe for EstateBuildManager {}

impl DurableObject for EstateBuildManager {
    fn new(state: State, env: Env) -> Self {
        Self { manager: Rc::new(Manager::new(state, env)) }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        respond(self.serve(request).await)
    }

    async fn alarm(&self) -> worker::Result<Response> {
        if let Err(fault) = self.manager.drive().await {
            // An exception would be repeated six times at most: we go on for as long as there is something to do.
            journal::error("alarm_failed", &[("error", &fault)]);
            let again = clock::now_ms().saturating_add(2 * SECOND);
            if let Some(again) = DateTime::from_timestamp_millis(again) {
                self.manager.state.storage().set_alarm(again).await?;
            }
        }
        Response::empty()
    }
}

impl EstateBuildManager {
    async fn serve(&self, request: Request) -> Result<Response, Fault> {
        let call = Call::read(request).await?;
        let manager = &self.manager;
        match call.command.as_str() {
            "log_stream" => return log::stream_log(manager, call.message::<OpenLog>()?),
            "log_page" => return log::read_log(manager, &call.message()?),
            _ => {}
        }
        store::name(manager.database()?, &call.object_name)?;
        let response = match call.command.as_str() {
            "work" => return answer(&manager.work()?),
            "enqueue" => answer(&manager.enqueue(call.message::<EnqueueBuild>()?)?),
            "acknowledge" => answer(&manager.acknowledge(&call.message::<Acknowledge>()?)?),
            "fail" => answer(&manager.fail(call.message::<FailBuild>()?)?),
            "cancel" => answer(&manager.cancel(call.message::<CancelBuild>()?)?),
            "close" => answer(&manager.close()?),
            "start" => answer(&Started { outcome: manager.start(&call.message::<StartBuild>()?).await? }),
            command => Err(Fault::unknown_command(command)),
        }?;
        manager.announce().await?;
        manager.schedule().await?;
        Ok(response)
    }
}
