//! Extractors for what comes with a request: body, query, path. Every refusal is an error of the house.

use axum::extract::{FromRequestParts, RawPathParams};
use http::header::{CONTENT_TYPE, HeaderMap};
use http::request::Parts;
use serde::de::DeserializeOwned;
use steward_kernel::error::Error;
use steward_kernel::id::TypeId;
use worker::send::SendFuture;

use super::bridge::{Failure, Incoming};

/// JSON bodies may be this long, in bytes.
const JSON_LIMIT: usize = 64 * 1024;

/// What the bridge put beside the head.
///
/// # Errors
/// [`Error::Internal`] outside of the bridge.
pub fn incoming(parts: &Parts) -> Result<Incoming, Error> {
    parts.extensions.get::<Incoming>().cloned().ok_or_else(|| Error::internal("the request did not come by the bridge"))
}

/// A header's text, empty when it is absent or not text.
#[must_use]
pub fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The body, parsed as JSON.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<()> for Json<T> {
    type Rejection = Failure;

    fn from_request_parts(parts: &mut Parts, _: &()) -> impl Future<Output = Result<Self, Failure>> + Send {
        SendFuture::new(async move {
            let media_type = header(&parts.headers, CONTENT_TYPE.as_str()).split(';').next().unwrap_or_default().trim();
            if !media_type.eq_ignore_ascii_case("application/json") {
                return Err(Error::UnsupportedMediaType.into());
            }
            let body = incoming(parts)?.body(JSON_LIMIT).await?;
            Ok(Self(parse_json(&body)?))
        })
    }
}

/// Reads JSON; what has the wrong shape is refused with the field's name.
///
/// # Errors
/// [`Error::MalformedJson`] or [`Error::Validation`].
pub fn parse_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    let value: serde_json::Value =
        serde_json::from_slice(body).map_err(|error| Error::MalformedJson(error.to_string()))?;
    // serde would take the values of an array for the fields of a struct, in their order
    if value.is_array() {
        return Err(Error::field("body", "This must be an object."));
    }
    serde_path_to_error::deserialize(&value)
        .map_err(|error| refused_field(&error.path().to_string(), &error.inner().to_string()))
}

/// The error for a value of the wrong shape: serde names a missing or unknown field in its message only.
fn refused_field(path: &str, message: &str) -> Error {
    let named =
        ["missing field `", "unknown field `"].iter().find_map(|start| message.strip_prefix(start)?.split('`').next());
    let field = match (path, named) {
        ("." | "?" | "", Some(name)) => name.to_owned(),
        (path, Some(name)) if !path.ends_with(name) => format!("{path}.{name}"),
        ("." | "?" | "", None) => "body".to_owned(),
        (path, _) => path.to_owned(),
    };
    let sentence = message.split(" at line ").next().unwrap_or(message);
    Error::field(field, sentence)
}

/// The query, parsed.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<()> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &()) -> Result<Self, Failure> {
        parse_query(parts.uri.query().unwrap_or_default()).map(Self).map_err(Failure)
    }
}

fn parse_query<T: DeserializeOwned>(query: &str) -> Result<T, Error> {
    let deserializer = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
    serde_path_to_error::deserialize(deserializer)
        .map_err(|error| refused_field(&error.path().to_string(), &error.inner().to_string()))
}

/// An id in the path, found by the name of its kind; an id of another kind is not found.
#[derive(Debug)]
pub struct PathId<T>(pub T);

/// What an id is called in paths.
pub trait PathParameter: TypeId {
    /// The name between the braces.
    const NAME: &'static str;
}

impl<T: PathParameter + Send> FromRequestParts<()> for PathId<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &()) -> Result<Self, Failure> {
        let text = path_parameter(parts, state, T::NAME).await?;
        T::parse(&text).map(Self).map_err(|_| Failure(Error::NotFound))
    }
}

/// The text between two slashes that the route calls `name`.
///
/// # Errors
/// [`Error::NotFound`] when the route has no such name.
pub async fn path_parameter(parts: &mut Parts, state: &(), name: &str) -> Result<String, Error> {
    let parameters = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Error::NotFound)?;
    let found = parameters.iter().find(|(parameter, _)| *parameter == name);
    found.map(|(_, value)| value.to_owned()).ok_or(Error::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only the refusals are looked at")]
    struct Body {
        email: String,
        count: Option<u32>,
    }

    fn refused(body: &str) -> String {
        match parse_json::<Body>(body.as_bytes()) {
            Err(Error::Validation(fields)) => fields[0].field.clone(),
            Err(error) => error.code().to_owned(),
            Ok(_) => "accepted".to_owned(),
        }
    }

    #[test]
    fn the_refused_field_is_named() {
        assert_eq!(refused(r#"{"email":"a"}"#), "accepted");
        assert_eq!(refused(r#"{"email":1}"#), "email");
        assert_eq!(refused(r#"{}"#), "email");
        assert_eq!(refused(r#"{"email":"a","count":-1}"#), "count");
        assert_eq!(refused(r#"{"email":"a","other":1}"#), "other");
        assert_eq!(refused(r#"[]"#), "body");
        assert_eq!(refused(r#"["a", 1]"#), "body");
        assert_eq!(refused(r#"7"#), "body");
        for malformed in ["", "{", r#"{"email":"a"} x"#, "\u{0}"] {
            assert_eq!(refused(malformed), "MALFORMED_JSON", "{malformed}");
        }
    }

    #[test]
    fn queries_too() {
        let error = parse_query::<steward_kernel::page::PageQuery>("limit=many").unwrap_err();
        assert_eq!(error.context()["field"], "limit");
    }
}
