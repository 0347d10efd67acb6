//! Which request a record is about.

use serde_json::Value;
use steward_kernel::error::Error;
use steward_kernel::sealing::AssociatedData;
use steward_kernel::signature::token_hash;

use crate::api::{Holder, Input, Operation};
use crate::edge::Edge;
use crate::edge::database::Statement;

use super::store;

/// The name of the header, as errors show it.
const HEADER: &str = "Idempotency-Key";
const MAX_KEY_CHARACTERS: usize = 255;

/// A key of a caller for one operation, and the request that has it.
pub(super) struct Record {
    pub id: String,
    pub role: &'static str,
    /// Of method, path, query and body.
    fingerprint: String,
}

impl Record {
    pub(super) fn of(operation: &Operation, input: &Input, key: &str, holder: &Holder) -> Result<Self, Error> {
        check(key)?;
        // no part of either has a line break, but for the last one
        let id = token_hash(&[holder.id.as_str(), &holder.tenant, operation.id, key].join("\n"));
        let (head, body) = (&input.head, String::from_utf8_lossy(input.body()));
        let fingerprint = token_hash(&[head.method.as_str(), &head.path, &head.query, &body].join("\n"));
        Ok(Self { id, role: holder.role, fingerprint })
    }

    /// Whether `content` is that of the same request. Then the rest of it is the response, if it was kept.
    pub(super) fn response_in<'a>(&self, content: &'a str) -> Result<Option<&'a str>, Error> {
        let (fingerprint, response) = match content.split_once('\n') {
            Some((fingerprint, response)) => (fingerprint, Some(response)),
            None => (content, None),
        };
        if fingerprint == self.fingerprint { Ok(response) } else { Err(Error::IdempotencyKeyReused) }
    }

    /// The content of the record, sealed.
    pub(super) fn seal(&self, edge: &Edge, response: Option<&str>) -> Result<String, Error> {
        let content = match response {
            Some(response) => [&self.fingerprint, response].join("\n"),
            None => self.fingerprint.clone(),
        };
        edge.key_ring()?.seal(self.cell(), &content, edge.random()).map_err(Error::internal)
    }

    pub(super) fn open(&self, edge: &Edge, sealed: &str) -> Result<String, Error> {
        edge.key_ring()?.open(self.cell(), sealed).map_err(Error::internal)
    }

    fn cell(&self) -> AssociatedData<'_> {
        AssociatedData { table: "idempotency_key", column: "content_sealed", row: &self.id }
    }

    /// Writes the record, with the response if it is known.
    pub(super) fn insert(&self, edge: &Edge, response: Option<&str>) -> Result<Statement, Error> {
        let (content, is_answered) = (self.seal(edge, response)?, Value::from(i32::from(response.is_some())));
        Ok(crate::bind!(store::INSERT, self.id, self.role, content, is_answered, edge.now()))
    }
}

/// Checks the key's length and characters: visible ASCII, which every client can send and every log can show.
fn check(key: &str) -> Result<(), Error> {
    if (1..=MAX_KEY_CHARACTERS).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    Err(Error::field(HEADER, "Use 1 to 255 visible ASCII characters, without spaces."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_visible_ascii() {
        for key in ["a", "8e03978e-40d5-43dd-bc93-6894a57f9324", "\"quoted\"", &"x".repeat(255)] {
            assert!(check(key).is_ok(), "{key}");
        }
        for key in ["", " ", "a b", "a\t", "\u{e9}", "one, two", &"x".repeat(256)] {
            assert!(check(key).is_err(), "{key}");
        }
    }

    #[test]
    fn a_content_is_of_one_request() {
        let record = Record { id: String::new(), role: "", fingerprint: "f".to_owned() };
        assert_eq!(record.response_in("f").unwrap(), None);
        assert_eq!(record.response_in("f\n201\n{}").unwrap(), Some("201\n{}"));
        for other in ["g", "g\n201\n{}", "", "ff"] {
            assert!(matches!(record.response_in(other), Err(Error::IdempotencyKeyReused)), "{other}");
        }
    }
}
