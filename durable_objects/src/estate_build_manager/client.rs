//! The Worker's way to an estate's build manager.

use serde::Serialize;
use steward_kernel::build::Failure;
use steward_kernel::id::{BuildId, EstateId};
use worker::Env;

use super::message::{
    Acknowledge, AcknowledgedReport, CancelBuild, Cancellation, EnqueueBuild, FailBuild, OpenLog, StartBuild, Started,
    Work,
};
use crate::transport::{ObjectAddress, ObjectError};

/// The namespace's binding.
pub const BINDING: &str = "ESTATE_BUILD_MANAGER";

/// The object's name: the estate's id. Another format would orphan its logs.
#[must_use]
pub fn object_name(estate_id: &EstateId) -> &str {
    estate_id.as_ref()
}

/// The build manager of one estate.
#[derive(Debug, Clone)]
pub struct EstateBuildManagerClient {
    address: ObjectAddress,
}

impl EstateBuildManagerClient {
    /// The manager of `estate_id`.
    ///
    /// # Errors
    /// [`ObjectError::Unreachable`] without the binding.
    pub fn new(env: &Env, estate_id: &EstateId) -> Result<Self, ObjectError> {
        Ok(Self { address: ObjectAddress::new(env, BINDING, object_name(estate_id))? })
    }

    /// Adds a build to the queue. The manager then asks for [`Self::work`] when its turn has come.
    ///
    /// # Errors
    /// Every kind of [`ObjectError`].
    pub async fn enqueue(&self, build: &EnqueueBuild) -> Result<(), ObjectError> {
        self.address.call("enqueue", build).await
    }

    /// What there is to do: reports to write down and a build to start.
    ///
    /// # Errors
    /// Every kind of [`ObjectError`].
    pub async fn work(&self) -> Result<Work, ObjectError> {
        self.address.call("work", &()).await
    }

    /// Says that reports are written down.
    ///
    /// # Errors
    /// Every kind of [`ObjectError`].
    pub async fn acknowledge(&self, reports: Vec<AcknowledgedReport>) -> Result<(), ObjectError> {
        self.address.call("acknowledge", &Acknowledge { reports }).await
    }

    /// Starts the build that [`Work::ready`] named.
    ///
    /// # Errors
    /// Every kind of [`ObjectError`].
    pub async fn start(&self, build: &StartBuild) -> Result<Started, ObjectError> {
        self.address.call("start", build).await
    }

    /// Ends the build that [`Work::ready`] named, because it cannot be started.
    ///
    /// # Errors
    /// Every kind of [`ObjectError`].
    pub async fn fail(&self, build_id: &BuildId, failure: Failure) -> Result<(), ObjectError> {
        self.address.call("fail", &FailBuild { build_id: build_id.clone(), failure }).await
    }

    /// Stops a build. Its report may be written down at once; it is also reported the usual way.
    ///
    /// # Errors
    /// Every kind of [`ObjectError`].
    pub async fn cancel(&self, build: &EnqueueBuild, by: &str) -> Result<Cancellation, ObjectError> {
        self.address.call("cancel", &CancelBuild { build: build.clone(), by: by.to_owned() }).await
    }

    /// Ends every build, because the estate is gone, and forgets those that have ended and were reported. Their reports
    /// are asked for the usual way; called again afterwards, it forgets them as well.
    ///
    /// # Errors
    /// Every kind of [`ObjectError`].
    pub async fn close(&self) -> Result<(), ObjectError> {
        self.address.call("close", &()).await
    }

    /// The log as server-sent events, live; the answer goes to the client as it is.
    ///
    /// # Errors
    /// Every kind of [`ObjectError`].
    pub async fn log_stream(&self, log: &OpenLog) -> Result<web_sys::Response, ObjectError> {
        let body = serde_json::to_string(log).map_err(|error| ObjectError::Unreadable(error.to_string()))?;
        self.address.open("log_stream", Some(&body), &[]).await
    }

    /// At most `limit` lines as the JSON text `{"items":[LogLine],"nextAfter":number|null}`.
    ///
    /// # Errors
    /// Every kind of [`ObjectError`].
    pub async fn log_page(&self, log: &OpenLog, limit: u32) -> Result<String, ObjectError> {
        #[derive(Serialize)]
        struct Page<'log> {
            #[serde(flatten)]
            log: &'log OpenLog,
            limit: u32,
        }
        self.address.call_for_text("log_page", &Page { log, limit }).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Another format would orphan what the object holds.
    #[test]
    fn the_name_is_the_estate_s_id() {
        let estate_id = EstateId::new(0, [0; 10]);
        assert_eq!(object_name(&estate_id), estate_id.to_string());
    }
}
