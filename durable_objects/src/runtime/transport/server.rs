//! The object's side: parses calls and writes responses.

use futures::future::LocalBoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use steward_kernel::from_json::{self, FromJson};
use worker::{Request, Response, ResponseBuilder};

use super::client::OBJECT_NAME_HEADER;
use super::error::ErrorBody;
use crate::runtime::log;
use crate::runtime::sql::SqlError;

/// Why an object cannot execute a command, on the side of the object.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ObjectError {
    /// The caller made a mistake.
    #[error("{code}: {message}")]
    Rejected { status: u16, code: &'static str, message: String },
    /// The object failed.
    #[error("{0}")]
    Internal(String),
}

impl ObjectError {
    /// The message does not match the command.
    #[cold]
    #[inline(never)]
    pub(crate) fn bad_message(message: &str) -> Self {
        Self::Rejected { status: 400, code: "BAD_MESSAGE", message: message.to_owned() }
    }

    /// There is no such command.
    pub(crate) fn unknown_command(command: &str) -> Self {
        Self::Rejected { status: 404, code: "UNKNOWN_COMMAND", message: command.to_owned() }
    }
}

// The conversions are not inlined into the functions that may fail, which keeps the wasm small.
impl From<SqlError> for ObjectError {
    #[cold]
    #[inline(never)]
    fn from(error: SqlError) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<worker::Error> for ObjectError {
    #[cold]
    #[inline(never)]
    fn from(error: worker::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

/// A call: a command with its message.
pub(crate) struct Call {
    /// The path without the slash.
    pub(crate) command: String,
    pub(crate) object_name: String,
    body: String,
}

impl Call {
    /// Reads a request.
    ///
    /// # Errors
    /// [`ObjectError`] when the name is missing or the body cannot be read.
    pub(crate) fn read(mut request: Request) -> LocalBoxFuture<'static, Result<Self, ObjectError>> {
        // boxed: else each object has a copy of it
        Box::pin(async move {
            let command = request.path().trim_start_matches('/').to_owned();
            let Some(object_name) = request.headers().get(OBJECT_NAME_HEADER)? else {
                return Err(ObjectError::bad_message("the object's name is missing"));
            };
            let body = request.text().await?;
            Ok(Self { command, object_name, body })
        })
    }

    /// Parses the message.
    ///
    /// # Errors
    /// [`ObjectError::Rejected`] when it does not match the type.
    pub(crate) fn message<Message: FromJson>(&self) -> Result<Message, ObjectError> {
        from_json::read(&self.body).map_err(|error| bad_json(&error))
    }

    /// Parses a message that contains [`serde_json::value::RawValue`], which can be read from text only.
    ///
    /// # Errors
    /// [`ObjectError::Rejected`] when it does not match the type.
    pub(crate) fn message_with_raw_json<Message: DeserializeOwned>(&self) -> Result<Message, ObjectError> {
        serde_json::from_str(&self.body).map_err(|error| bad_json(&error))
    }
}

#[cold]
#[inline(never)]
fn bad_json(error: &dyn std::fmt::Display) -> ObjectError {
    ObjectError::bad_message(&error.to_string())
}

/// A response with a JSON body.
///
/// # Errors
/// [`ObjectError::Internal`] when the value cannot be serialized.
pub(crate) fn json_response(value: &impl Serialize) -> Result<Response, ObjectError> {
    match serde_json::to_string(value) {
        Ok(text) => json(200, text),
        Err(error) => Err(ObjectError::Internal(error.to_string())),
    }
}

#[inline(never)]
fn json(status: u16, text: String) -> Result<Response, ObjectError> {
    let builder = ResponseBuilder::new().with_status(status).with_header("content-type", "application/json")?;
    Ok(builder.fixed(text.into_bytes()))
}

/// The response to a call. Internal errors are logged and returned; an exception would reset the object.
///
/// # Errors
/// When the error response cannot be created.
pub(crate) fn into_response(outcome: Result<Response, ObjectError>) -> worker::Result<Response> {
    let (status, body) = match outcome {
        Ok(response) => return Ok(response),
        Err(ObjectError::Rejected { status, code, message }) => (status, ErrorBody { code: code.to_owned(), message }),
        Err(ObjectError::Internal(message)) => {
            log::error("execute command failed", &[("error", &message)]);
            (500, ErrorBody { code: "INTERNAL_ERROR".to_owned(), message })
        }
    };
    ResponseBuilder::new().with_status(status).from_json(&body)
}
