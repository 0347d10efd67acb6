//! The class that the runtime calls.

use std::rc::Rc;

use futures::future::LocalBoxFuture;
use steward_kernel::time::SECOND;
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use super::manager::Manager;
use super::messages::{StartBuild, Started};
use super::{build_log, store};
use crate::runtime::transport::{Call, ObjectError, into_response, json_response};
use crate::runtime::{alarm, clock, log};

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
        into_response(self.serve(request).await)
    }

    async fn alarm(&self) -> worker::Result<Response> {
        if let Err(error) = self.manager.run_alarm().await {
            // the runtime retries an alarm that throws six times at most, so this sets the next alarm instead
            log::error("run alarm failed", &[("error", &error)]);
            alarm::set(&self.manager.state, clock::now_ms().saturating_add(2 * SECOND)).await?;
        }
        Response::empty()
    }
}

impl EstateBuildManager {
    async fn serve(&self, request: Request) -> Result<Response, ObjectError> {
        let call = Call::read(request).await?;
        let manager = &self.manager;
        match call.command.as_str() {
            "log_stream" => return build_log::stream_log(manager, call.message()?),
            "log_page" => return build_log::read_log(manager, &call.message()?),
            _ => {}
        }
        store::save_estate_id(manager.database()?, &call.object_name)?;
        let response = match call.command.as_str() {
            "work" => return json_response(&manager.work()?),
            "start" => self.start(call.message()?).await?,
            _ => self.execute(&call)?,
        };
        manager.send_wakeup().await?;
        manager.set_alarm().await?;
        Ok(response)
    }

    /// Executes the commands that do not wait.
    fn execute(&self, call: &Call) -> Result<Response, ObjectError> {
        let manager = &self.manager;
        match call.command.as_str() {
            "enqueue" => manager.enqueue(call.message()?)?,
            "acknowledge" => manager.acknowledge(&call.message()?)?,
            "fail" => manager.fail(call.message()?)?,
            "supersede" => manager.supersede(&call.message()?)?,
            "cancel" => return json_response(&manager.cancel(call.message()?)?),
            "close" => manager.close()?,
            command => return Err(ObjectError::unknown_command(command)),
        }
        json_response(&())
    }

    fn start(&self, message: StartBuild) -> LocalBoxFuture<'_, Result<Response, ObjectError>> {
        Box::pin(async move { json_response(&Started { outcome: self.manager.start(&message).await? }) })
    }
}
