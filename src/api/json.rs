//! Reading bodies and queries; what has the wrong shape is refused with the field's name.

use serde::de::DeserializeOwned;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;

/// Reads JSON; what has the wrong shape is refused with the field's name.
///
/// # Errors
/// [`Error::MalformedJson`] or [`Error::Validation`].
pub fn parse_json<T: FromJson>(body: &[u8]) -> Result<T, Error> {
    let value = serde_json::from_slice(body).map_err(|error| Error::MalformedJson(error.to_string()))?;
    Ok(T::from_json(&value)?)
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

pub(super) fn parse_query<T: DeserializeOwned>(query: &str) -> Result<T, Error> {
    let deserializer = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
    serde_path_to_error::deserialize(deserializer)
        .map_err(|error| refused_field(&error.path().to_string(), &error.inner().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, steward_macros::FromJson)]
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
