//! The Worker's side: calls to an object.

use std::time::Duration;

use serde::Serialize;
use steward_kernel::from_json::{self, FromJson};
use wasm_bindgen::{JsCast, JsValue};
use worker::send::SendFuture;
use worker::wasm_bindgen_futures::JsFuture;
use worker::{Delay, Env, Error, ObjectNamespace};

use super::error::{CallError, ErrorBody, Retry, retry_of};

/// The header with the name of the object, which not every runtime tells the object.
pub const OBJECT_NAME_HEADER: &str = "x-steward-object-name";

/// The delays before the second and third attempt.
const RETRY_DELAYS_MS: [u64; 2] = [40, 200];

/// The address of an object. Each attempt creates a new stub, because a stub that has failed stays broken.
#[derive(Debug, Clone)]
pub struct ObjectAddress {
    namespace: ObjectNamespace,
    name: String,
}

impl ObjectAddress {
    /// The object `name` of the namespace bound as `binding`.
    ///
    /// # Errors
    /// [`CallError::Unreachable`] when the binding is missing.
    pub fn new(env: &Env, binding: &str, name: &str) -> Result<Self, CallError> {
        let namespace = env.durable_object(binding).map_err(|error| CallError::Unreachable(error.to_string()))?;
        Ok(Self { namespace, name: name.to_owned() })
    }

    /// Sends a command and parses the response. The future is `Send`, so that handlers of axum can await it.
    ///
    /// A command is received twice when the connection breaks after its effect, so every command is idempotent.
    ///
    /// # Errors
    /// Every kind of [`CallError`].
    pub async fn call<Output: FromJson>(&self, command: &str, message: &impl Serialize) -> Result<Output, CallError> {
        let text = self.call_for_text(command, message).await?;
        from_json::read(&text).map_err(|error| CallError::Unreadable(format!("{command}: {error}")))
    }

    /// Sends a command and returns the JSON text of the response.
    ///
    /// # Errors
    /// Every kind of [`CallError`].
    pub async fn call_for_text(&self, command: &str, message: &impl Serialize) -> Result<String, CallError> {
        let body = serde_json::to_string(message).map_err(|error| CallError::Unreadable(error.to_string()))?;
        SendFuture::new(async {
            let response = self.fetch(command, Some(&body), &[]).await?;
            read_text(&response).await
        })
        .await
    }

    /// Sends a command and returns the response itself, for streams and sockets.
    ///
    /// # Errors
    /// Every kind of [`CallError`].
    pub async fn open(
        &self,
        command: &str,
        body: Option<&str>,
        headers: &[(&str, &str)],
    ) -> Result<web_sys::Response, CallError> {
        SendFuture::new(self.fetch(command, body, headers)).await
    }

    async fn fetch(
        &self,
        command: &str,
        body: Option<&str>,
        headers: &[(&str, &str)],
    ) -> Result<web_sys::Response, CallError> {
        let mut delays = RETRY_DELAYS_MS.iter();
        loop {
            let exception = match self.try_fetch(command, body, headers).await {
                Ok(response) if response.ok() || response.status() == 101 => return Ok(response),
                Ok(response) => return Err(rejected(&response).await),
                Err(exception) => exception,
            };
            let text = Error::from(exception.clone()).to_string();
            match (retry_of(&exception), delays.next()) {
                (Retry::Overloaded, _) => return Err(CallError::Overloaded(text)),
                (Retry::Allowed, Some(delay)) => Delay::from(Duration::from_millis(*delay)).await,
                (Retry::Allowed | Retry::Forbidden, _) => return Err(CallError::Unreachable(text)),
            }
        }
    }

    async fn try_fetch(
        &self,
        command: &str,
        body: Option<&str>,
        headers: &[(&str, &str)],
    ) -> Result<web_sys::Response, JsValue> {
        let request_headers = web_sys::Headers::new()?;
        request_headers.set(OBJECT_NAME_HEADER, &self.name)?;
        for (name, value) in headers {
            request_headers.set(name, value)?;
        }
        let init = web_sys::RequestInit::new();
        init.set_headers(&request_headers);
        if let Some(body) = body {
            init.set_method("POST");
            init.set_body(&JsValue::from_str(body));
        }
        let request = web_sys::Request::new_with_str_and_init(&format!("https://object/{command}"), &init)?;
        let stub = self.namespace.get_by_name(&self.name)?.into_rpc::<worker::worker_sys::DurableObject>();
        let response = JsFuture::from(stub.fetch_with_request(&request)?).await?;
        response.dyn_into()
    }
}

async fn read_text(response: &web_sys::Response) -> Result<String, CallError> {
    let unreadable = |exception: JsValue| CallError::Unreadable(Error::from(exception).to_string());
    let text = JsFuture::from(response.text().map_err(unreadable)?).await.map_err(unreadable)?;
    text.as_string().ok_or_else(|| CallError::Unreadable("the response is not text".to_owned()))
}

async fn rejected(response: &web_sys::Response) -> CallError {
    let status = response.status();
    match read_text(response).await {
        Ok(text) => match from_json::read::<ErrorBody>(&text) {
            Ok(ErrorBody { code, message }) => CallError::Rejected { status, code, message },
            Err(_) => CallError::Unreadable(format!("status {status} without an error body")),
        },
        Err(error) => error,
    }
}

/// 128 random bits in hexadecimal.
///
/// # Errors
/// [`CallError::Unreachable`] when the platform provides no randomness.
pub fn random_token() -> Result<String, CallError> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| CallError::Unreachable(error.to_string()))?;
    Ok(hex::encode(bytes))
}
