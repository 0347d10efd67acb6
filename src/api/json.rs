//! Reading bodies and queries; what has the wrong shape is refused with the field's name.

use steward_kernel::error::Error;
use steward_kernel::from_json::{FromJson, of_parameters};

/// Reads JSON; what has the wrong shape is refused with the field's name.
///
/// # Errors
/// [`Error::MalformedJson`] or [`Error::Validation`].
pub fn parse_json<T: FromJson>(body: &[u8]) -> Result<T, Error> {
    let value = serde_json::from_slice(body).map_err(|error| Error::MalformedJson(error.to_string()))?;
    Ok(T::from_json(&value)?)
}

/// Reads the parameters of a query; one of the wrong shape is refused with its name.
///
/// # Errors
/// [`Error::Validation`].
pub fn parse_query<T: FromJson>(query: &str) -> Result<T, Error> {
    Ok(T::from_json(&of_parameters(form_urlencoded::parse(query.as_bytes())))?)
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
