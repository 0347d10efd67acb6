//! GitHub's response: its body on success, otherwise an error with GitHub's message for the log.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;

use super::failed;
use crate::platform::http_client::Response;

/// Longer messages are truncated.
const MESSAGE_CHARACTERS: usize = 300;

/// A response of the REST API.
pub(super) struct RestResponse {
    /// Method and path, for the log.
    pub operation: String,
    pub response: Response,
}

#[derive(FromJson)]
struct ErrorBody {
    message: String,
}

impl RestResponse {
    pub const fn status(&self) -> u16 {
        self.response.status
    }

    /// Returns the body of a successful response.
    ///
    /// # Errors
    /// [`Error::ExternalApi`] for any other status, and for a body that does not match the type.
    pub fn read<T: FromJson>(&self) -> Result<T, Error> {
        if !(200..300).contains(&self.status()) {
            return Err(failed(format!("{}: {} {}", self.operation, self.status(), self.error_message())));
        }
        // serde quotes short values that have the wrong type; a token is read as a plain string, which always matches,
        // so it is never quoted
        self.response.json().map_err(|error| failed(format!("{}: unexpected response body: {error}", self.operation)))
    }

    /// Returns the body of a successful response; `None` when the status means that the resource does not exist.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_unless<T: FromJson>(&self, absent: &[u16]) -> Result<Option<T>, Error> {
        if absent.contains(&self.status()) { Ok(None) } else { self.read().map(Some) }
    }

    /// GitHub's error message.
    pub fn error_message(&self) -> String {
        let body: Option<ErrorBody> = self.response.json().ok();
        let message = body.map(|body| body.message).unwrap_or_default();
        message.chars().take(MESSAGE_CHARACTERS).collect()
    }

    /// Whether the list has another page.
    pub fn has_next_page(&self) -> bool {
        has_next(self.response.header("link").unwrap_or_default())
    }
}

/// Whether a `Link` header (RFC 8288) names a next page. Its URL is not used: tokens are only sent to the configured
/// URL.
fn has_next(link: &str) -> bool {
    // each target is enclosed in angle brackets and followed by its parameters
    link.split('<').skip(1).any(|entry| {
        let parameters = entry.split_once('>').map_or("", |(_, parameters)| parameters);
        parameters.split([';', ',']).filter_map(|parameter| parameter.trim().split_once('=')).any(|(name, value)| {
            let relations = value.trim().trim_matches('"');
            name.trim().eq_ignore_ascii_case("rel")
                && relations.split(' ').any(|relation| relation.eq_ignore_ascii_case("next"))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, body: &str) -> RestResponse {
        RestResponse { operation: "GET /user".to_owned(), response: Response::new(status, &[], body) }
    }

    #[test]
    fn the_next_page_is_found_in_githubs_headers() {
        let api = "https://api.github.com/repositories/1300192/branches";
        let first = format!("<{api}?page=2>; rel=\"next\", <{api}?page=4>; rel=\"last\"");
        let last = format!("<{api}?page=3>; rel=\"prev\", <{api}?page=1>; rel=\"first\"");
        assert!(has_next(&first));
        assert!(!has_next(&last));
        assert!(has_next("<https://example.org/?a=b,c;d>;title=\"x\"; REL=next"));
        assert!(has_next("<https://example.org/>; rel=\"last next\""));
        for none in ["", "<https://example.org/?rel=next>; rel=\"prev\"", "rel=\"next\"", "<;rel=next"] {
            assert!(!has_next(none), "{none}");
        }
    }

    #[test]
    fn an_error_has_githubs_message() {
        let refused = response(403, r#"{"message":"Resource not accessible by integration","status":"403"}"#);
        let error = refused.read::<ErrorBody>().err().unwrap();
        assert_eq!(error.code(), "EXTERNAL_API_ERROR");
        assert_eq!(error.detail(), Some("GET /user: 403 Resource not accessible by integration"));
        assert_eq!(response(502, "<html>").error_message(), "");
        assert!(response(200, "[]").read::<ErrorBody>().is_err());
    }

    #[test]
    fn a_page_is_not_the_last_when_the_header_names_a_next_one() {
        let page = |link: &'static str| Response::new(200, &[("link", link)], "[]");
        let has_next_page = |response| RestResponse { operation: String::new(), response }.has_next_page();
        assert!(has_next_page(page("<https://api.github.com/user/repos?page=2>; rel=\"next\"")));
        assert!(!has_next_page(Response::new(200, &[], "[]")));
    }

    #[test]
    fn what_is_not_there_is_no_error() {
        let missing = response(404, r#"{"message":"Not Found"}"#);
        assert!(missing.read_unless::<ErrorBody>(&[404, 422]).unwrap().is_none());
        assert!(missing.read_unless::<ErrorBody>(&[422]).is_err());
    }
}
