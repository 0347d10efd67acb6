//! The object's side: a call comes in, an answer or a refusal goes out.

use serde::Serialize;
use serde::de::DeserializeOwned;
use worker::{Request, Response, ResponseBuilder};

use super::call::OBJECT_NAME_HEADER;
use super::error::Refusal;
use crate::journal;
use crate::sql::SqlError;

/// Why an object does not answer a call.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// The call should not have been made.
    #[error("{code}: {message}")]
    Refused { status: u16, code: &'static str, message: String },
    /// Something here is broken.
    #[error("{0}")]
    Broken(String),
}

impl Fault {
    /// The message is not what the command takes.
    #[cold]
    #[inline(never)]
    pub(crate) fn bad_message(message: &str) -> Self {
        Self::Refused { status: 400, code: "BAD_MESSAGE", message: message.to_owned() }
    }

    /// There is no such command.
    pub(crate) fn unknown_command(command: &str) -> Self {
        Self::Refused { status: 404, code: "UNKNOWN_COMMAND", message: command.to_owned() }
    }
}

// Errors are the rare case: their making stays out of the functions that may fail, which keeps the wasm small.
impl From<SqlError> for Fault {
    #[cold]
    #[inline(never)]
    fn from(error: SqlError) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<worker::Error> for Fault {
    #[cold]
    #[inline(never)]
    fn from(error: worker::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

/// What was called.
pub(crate) struct Call {
    /// The command: the path without its slash.
    pub(crate) command: String,
    /// The object's own name.
    pub(crate) object_name: String,
    body: String,
}

impl Call {
    /// Reads a request to its end.
    ///
    /// # Errors
    /// [`Fault`] when the name is missing or the body breaks off.
    pub(crate) async fn read(mut request: Request) -> Result<Self, Fault> {
        let command = request.path().trim_start_matches('/').to_owned();
        let Some(object_name) = request.headers().get(OBJECT_NAME_HEADER)? else {
            return Err(Fault::bad_message("the object's name is missing"));
        };
        let body = request.text().await?;
        Ok(Self { command, object_name, body })
    }

    /// The message.
    ///
    /// # Errors
    /// [`Fault::Refused`] when it is of another shape.
    pub(crate) fn message<Message: DeserializeOwned>(&self) -> Result<Message, Fault> {
        serde_json::from_str(&self.body).map_err(|error| Fault::bad_message(&error.to_string()))
    }
}

/// An answer.
///
/// # Errors
/// [`Fault::Broken`] when it cannot be written as JSON.
pub(crate) fn answer(value: &impl Serialize) -> Result<Response, Fault> {
    match serde_json::to_string(value) {
        Ok(text) => json(200, text),
        Err(error) => Err(Fault::Broken(error.to_string())),
    }
}

#[inline(never)]
fn json(status: u16, text: String) -> Result<Response, Fault> {
    let builder = ResponseBuilder::new().with_status(status).with_header("content-type", "application/json")?;
    Ok(builder.fixed(text.into_bytes()))
}

/// What a call came to, as a response. Faults of the object are logged; they are no exceptions, as those reset it.
///
/// # Errors
/// When not even a refusal can be written.
pub(crate) fn respond(outcome: Result<Response, Fault>) -> worker::Result<Response> {
    let (status, refusal) = match outcome {
        Ok(response) => return Ok(response),
        Err(Fault::Refused { status, code, message }) => (status, Refusal { code: code.to_owned(), message }),
        Err(Fault::Broken(message)) => {
            journal::error("object_failed", &[("error", &message)]);
            (500, Refusal { code: "BROKEN".to_owned(), message })
        }
    };
    ResponseBuilder::new().with_status(status).from_json(&refusal)
}
