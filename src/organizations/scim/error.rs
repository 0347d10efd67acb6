//! Errors in SCIM's format (RFC 7644, 3.12).

use serde::Serialize;
use serde_json::{Value, json};
use steward_kernel::error::Error;
use utoipa::{IntoResponses, ToSchema};

use crate::edge::response::{Body, Response};

const ERROR_SCHEMA: &str = "urn:ietf:params:scim:api:messages:2.0:Error";
const MEDIA_TYPE: &str = "application/scim+json";

/// An error of SCIM.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScimErrorBody {
    schemas: Vec<String>,
    /// The HTTP status.
    status: String,
    /// A code of RFC 7644, 3.12.
    #[serde(skip_serializing_if = "Option::is_none")]
    scim_type: Option<&'static str>,
    detail: String,
}

/// The error responses of the operations of SCIM.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes the responses")]
pub enum ScimErrors {
    /// The body, the filter or a value is invalid; `scimType` says which.
    #[response(status = 400, content_type = "application/scim+json")]
    Invalid(#[to_schema] ScimErrorBody),
    /// The bearer token is missing or revoked.
    #[response(status = 401, content_type = "application/scim+json")]
    Unauthenticated(#[to_schema] ScimErrorBody),
    /// The resource does not exist.
    #[response(status = 404, content_type = "application/scim+json")]
    NotFound(#[to_schema] ScimErrorBody),
    /// The resource exists already, or the current state does not allow the change.
    #[response(status = 409, content_type = "application/scim+json")]
    Conflict(#[to_schema] ScimErrorBody),
    /// The body is too large.
    #[response(status = 413, content_type = "application/scim+json")]
    TooLarge(#[to_schema] ScimErrorBody),
    /// Too many requests from this IP address; `Retry-After` says when to try again.
    #[response(status = 429)]
    TooMany(#[to_schema] crate::api::ErrorBody),
    /// An internal error.
    #[response(status = 500)]
    Internal(#[to_schema] crate::api::ErrorBody),
}

/// Why a request of SCIM failed.
#[derive(Debug)]
pub enum ScimError {
    /// 400 with a `scimType`.
    Invalid(&'static str, String),
    Unauthenticated,
    NotFound,
    /// 409: the resource exists.
    Exists(&'static str),
    /// 409.
    Conflict(&'static str),
    Other(Error),
}

impl From<Error> for ScimError {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl ScimError {
    /// A wrong value.
    pub fn value(detail: impl Into<String>) -> Self {
        Self::Invalid("invalidValue", detail.into())
    }

    fn respond(self) -> Result<Response, Error> {
        let (status, scim_type, detail) = match self {
            Self::Invalid(scim_type, detail) => (400, Some(scim_type), detail),
            Self::Unauthenticated => (401, None, "Send the bearer token of the organization.".to_owned()),
            Self::NotFound => (404, None, "This resource does not exist.".to_owned()),
            Self::Exists(detail) => (409, Some("uniqueness"), detail.to_owned()),
            Self::Conflict(detail) => (409, None, detail.to_owned()),
            Self::Other(Error::PayloadTooLarge(limit)) => {
                (413, None, format!("The request body is larger than {limit} bytes."))
            }
            Self::Other(error) => return Err(error),
        };
        let body =
            ScimErrorBody { schemas: vec![ERROR_SCHEMA.to_owned()], status: status.to_string(), scim_type, detail };
        let body = serde_json::to_value(body).map_err(Error::internal)?;
        let response = respond(status, &body);
        Ok(if status == 401 { response.with_header("www-authenticate", "Bearer") } else { response })
    }
}

/// A response with a resource, a list or an error.
fn respond(status: u16, body: &Value) -> Response {
    let text = body.to_string().into_bytes();
    Response { status, headers: vec![("content-type", MEDIA_TYPE.to_owned())], body: Body::Bytes(text) }
}

/// What an operation answers: a resource with its status, nothing after a deletion, or an error.
pub type ScimAnswer = Result<Option<(u16, Value)>, ScimError>;

/// The response of an operation.
///
/// # Errors
/// [`Error`] for what is not an error of SCIM.
pub fn answer(answer: ScimAnswer) -> Result<Response, Error> {
    match answer {
        Ok(Some((status, body))) => Ok(respond(status, &body)),
        Ok(None) => Ok(Response::empty(204)),
        Err(error) => error.respond(),
    }
}

/// A list of resources (RFC 7644, 3.4.2).
#[must_use]
pub fn list(resources: Vec<Value>, total: u64, start_index: u64) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": total,
        "startIndex": start_index,
        "itemsPerPage": resources.len(),
        "Resources": resources,
    })
}
