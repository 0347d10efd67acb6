//! The Worker's side: a name in a namespace, and calls to the object that has it.

use std::time::Duration;

use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};
use worker::send::SendFuture;
use worker::wasm_bindgen_futures::JsFuture;
use worker::{Delay, Env, Error, ObjectNamespace};

use super::error::{ObjectError, Refusal, Retry, retry_of};

/// Tells an object its own name, which it cannot learn by itself in every runtime.
pub const OBJECT_NAME_HEADER: &str = "x-steward-object-name";

/// Waits before the second and the third try.
const PAUSES_MS: [u64; 2] = [40, 200];

/// An object's address. It holds no stub: each try makes a new one, as a stub that has failed stays broken.
#[derive(Debug, Clone)]
pub struct ObjectAddress {
    namespace: ObjectNamespace,
    name: String,
}

impl ObjectAddress {
    /// The object `name` of the namespace bound as `binding`.
    ///
    /// # Errors
    /// [`ObjectError::Unreachable`] without that binding.
    pub fn new(env: &Env, binding: &str, name: &str) -> Result<Self, ObjectError> {
        let namespace = env.durable_object(binding).map_err(|error| ObjectError::Unreachable(error.to_string()))?;
        Ok(Self { namespace, name: name.to_owned() })
    }

    /// Sends a command and reads its answer. The future is `Send`, so that axum's handlers can await it.
    ///
    /// A call may arrive twice when the connection broke after its effect: every command is idempotent.
    ///
    /// # Errors
    /// Every kind of [`ObjectError`].
    pub async fn call<Answer: DeserializeOwned>(
        &self,
        command: &str,
        message: &impl Serialize,
    ) -> Result<Answer, ObjectError> {
        let text = self.call_for_text(command, message).await?;
        serde_json::from_str(&text).map_err(|error| ObjectError::Unreadable(format!("{command}: {error}")))
    }

    /// The same, with the answer's JSON as text.
    ///
    /// # Errors
    /// Every kind of [`ObjectError`].
    pub async fn call_for_text(&self, command: &str, message: &impl Serialize) -> Result<String, ObjectError> {
        let body = serde_json::to_string(message).map_err(|error| ObjectError::Unreadable(error.to_string()))?;
        SendFuture::new(async {
            let response = self.fetch(command, Some(&body), &[]).await?;
            read_text(&response).await
        })
        .await
    }

    /// Sends a command and gives the answer as it is, for bodies that stay open: streams and sockets.
    ///
    /// # Errors
    /// Every kind of [`ObjectError`].
    pub async fn open(
        &self,
        command: &str,
        body: Option<&str>,
        headers: &[(&str, &str)],
    ) -> Result<web_sys::Response, ObjectError> {
        SendFuture::new(self.fetch(command, body, headers)).await
    }

    async fn fetch(
        &self,
        command: &str,
        body: Option<&str>,
        headers: &[(&str, &str)],
    ) -> Result<web_sys::Response, ObjectError> {
        let mut pauses = PAUSES_MS.iter();
        loop {
            let exception = match self.try_fetch(command, body, headers).await {
                Ok(response) if response.ok() || response.status() == 101 => return Ok(response),
                Ok(response) => return Err(refused(&response).await),
                Err(exception) => exception,
            };
            let text = Error::from(exception.clone()).to_string();
            match (retry_of(&exception), pauses.next()) {
                (Retry::Overloaded, _) => return Err(ObjectError::Overloaded(text)),
                (Retry::Allowed, Some(pause)) => Delay::from(Duration::from_millis(*pause)).await,
                (Retry::Allowed | Retry::Forbidden, _) => return Err(ObjectError::Unreachable(text)),
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

async fn read_text(response: &web_sys::Response) -> Result<String, ObjectError> {
    let unreadable = |exception: JsValue| ObjectError::Unreadable(Error::from(exception).to_string());
    let text = JsFuture::from(response.text().map_err(unreadable)?).await.map_err(unreadable)?;
    text.as_string().ok_or_else(|| ObjectError::Unreadable("the answer is not text".to_owned()))
}

async fn refused(response: &web_sys::Response) -> ObjectError {
    let status = response.status();
    match read_text(response).await {
        Ok(text) => match serde_json::from_str::<Refusal>(&text) {
            Ok(Refusal { code, message }) => ObjectError::Refused { status, code, message },
            Err(_) => ObjectError::Unreadable(format!("{status} without a reason")),
        },
        Err(error) => error,
    }
}

/// 128 random bits in hexadecimal.
///
/// # Errors
/// [`ObjectError::Unreachable`] where the platform has no randomness.
pub fn random_token() -> Result<String, ObjectError> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| ObjectError::Unreachable(error.to_string()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
