//! What GitHub answered: read when it did what was asked, otherwise an error with GitHub's own words for the log.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use steward_kernel::error::Error;

use super::failed;

/// Characters of GitHub's message that are kept.
const MESSAGE_CHARACTERS: usize = 300;

/// An answer of the REST API.
pub(super) struct Answer {
    /// Method and path, for the log.
    pub operation: String,
    /// The HTTP status.
    pub status: u16,
    /// The `Link` header.
    pub link: String,
    /// JSON text.
    pub body: String,
}

#[derive(Deserialize)]
struct Complaint {
    message: String,
}

impl Answer {
    /// The body of a success.
    ///
    /// # Errors
    /// [`Error::ExternalApi`] for any other status, and for a body of another shape.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        if !(200..300).contains(&self.status) {
            return Err(failed(format!("{}: {} {}", self.operation, self.status, self.complaint())));
        }
        // serde names the place and the kind of what is wrong, and shows short values: the operations that
        // answer with a token read it as a plain string, which cannot be wrong in a way that shows it
        steward_kernel::json::read(&self.body)
            .map_err(|error| failed(format!("{}: the answer has another shape: {error}", self.operation)))
    }

    /// As [`Self::read`]; nothing when the status is one of those that say that it is not there.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_unless<T: DeserializeOwned>(&self, absent: &[u16]) -> Result<Option<T>, Error> {
        if absent.contains(&self.status) { Ok(None) } else { self.read().map(Some) }
    }

    /// GitHub's message, of a refusal.
    pub fn complaint(&self) -> String {
        let complaint: Option<Complaint> = steward_kernel::json::read(&self.body).ok();
        let message = complaint.map(|complaint| complaint.message).unwrap_or_default();
        message.chars().take(MESSAGE_CHARACTERS).collect()
    }

    /// Whether the list goes on after this page.
    pub fn has_next_page(&self) -> bool {
        has_next(&self.link)
    }
}

/// Whether a `Link` header (RFC 8288) names a next page. Its address is not followed but built anew: a token is sent
/// nowhere but to the address that was configured.
fn has_next(link: &str) -> bool {
    // a target stands in angle brackets, its parameters follow up to the next target
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

    fn answer(status: u16, body: &str) -> Answer {
        Answer { operation: "GET /user".to_owned(), status, link: String::new(), body: body.to_owned() }
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
    fn a_refusal_is_told_in_githubs_words() {
        let refused = answer(403, r#"{"message":"Resource not accessible by integration","status":"403"}"#);
        let error = refused.read::<Complaint>().err().unwrap();
        assert_eq!(error.code(), "EXTERNAL_API_ERROR");
        assert_eq!(error.detail(), Some("GET /user: 403 Resource not accessible by integration"));
        assert_eq!(answer(502, "<html>").complaint(), "");
        assert!(answer(200, "[]").read::<Complaint>().is_err());
    }

    #[test]
    fn what_is_not_there_is_no_error() {
        let missing = answer(404, r#"{"message":"Not Found"}"#);
        assert!(missing.read_unless::<Complaint>(&[404, 422]).unwrap().is_none());
        assert!(missing.read_unless::<Complaint>(&[422]).is_err());
    }
}
