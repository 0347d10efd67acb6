//! `ETag`, `If-Match` and `If-None-Match`: who edits what several people edit can demand that nobody changed it meanwhile.
//!
//! An `ETag` is the revision of the resource, a hyphen, and a hash of the response. `If-Match` compares the revision only, so that
//! the number in a list serves as well; `If-None-Match` compares the whole.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::signature::token_hash;

use crate::edge::Edge;
use crate::edge::database::{Statement, parameter};
use crate::edge::guard::Guard;
use crate::edge::response::{Body, Response};

/// What the error of a guard contains that does not hold: the path that SQLite complains about.
const MARKER: &str = "stale revision";
/// The header's name, as errors show it.
const IF_MATCH: &str = "If-Match";
/// The parameter of resources of which an organization has one.
const ORGANIZATION: &str = "organizationId";
/// The length of the hash in an `ETag`.
const HASH_CHARACTERS: usize = 16;

/// How the revision of what a path names is found.
#[derive(Debug, Clone, Copy)]
pub struct Revision {
    /// The path's parameter with its id.
    pub parameter: &'static str,
    /// Selects the `revision` of the one with the id `?2` in the organization `?1`.
    pub select: &'static str,
}

/// A resource with a revision.
pub trait Revised {
    /// `None` where there is no resource.
    fn revision(&self) -> Option<i64>;
}

/// Adds the `ETag` of a resource of this revision to a response.
#[must_use]
pub fn tagged(response: Response, revision: Option<i64>) -> Response {
    let (Some(revision), Body::Json(bytes)) = (revision, &response.body) else { return response };
    let hash = token_hash(&String::from_utf8_lossy(bytes));
    let tag = ["\"", &revision.to_string(), "-", hash.get(..HASH_CHARACTERS).unwrap_or_default(), "\""].concat();
    response.with_header("etag", tag)
}

/// The response to a `GET` with this `If-None-Match`: 304 where the client has it already (RFC 9110, 13.1.2).
#[must_use]
pub fn unless_known(response: Response, if_none_match: &str) -> Response {
    let tag = response.headers.iter().find(|(name, _)| *name == "etag").map(|(_, value)| value.as_str());
    let is_known = |known: &str| known == "*" || tag == Some(known.strip_prefix("W/").unwrap_or(known));
    if response.status != 200 || tag.is_none() || !if_none_match.split(',').any(|known| is_known(known.trim())) {
        return response;
    }
    let headers = response.headers;
    Response { headers, ..Response::empty(304) }
}

/// The tags of an `If-Match`, without quotes; none for `*`. It must have strong ones (RFC 9110, 13.1.1).
fn parse(text: &str) -> Result<Option<Vec<&str>>, Error> {
    let text = text.trim();
    if text == "*" { Ok(None) } else { tags(text).map(Some).ok_or_else(refusal) }
}

fn refusal() -> Error {
    Error::field(IF_MATCH, "Use the ETag of the resource, such as \"7\", or *.")
}

fn tags(mut rest: &str) -> Option<Vec<&str>> {
    let mut tags = Vec::new();
    loop {
        let (tag, after) = rest.strip_prefix('"')?.split_once('"')?;
        if !tag.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        tags.push(tag);
        let after = after.trim_start();
        if after.is_empty() {
            return Some(tags);
        }
        rest = after.strip_prefix(',')?.trim_start();
    }
}

#[derive(FromJson)]
struct Row {
    revision: i64,
}

/// What a request demands by `If-Match`.
pub(super) struct Demand {
    current: Statement,
}

impl Demand {
    /// Checks an `If-Match`, and guards the request's change against another one in between. A resource that does not exist
    /// is the handler's to refuse; but one that an organization has once may have been removed, and not be made anew.
    pub(super) async fn check(
        edge: &Edge,
        revision: &Revision,
        if_match: &str,
        (organization_id, id): (&str, &str),
    ) -> Result<Option<Self>, Error> {
        let Some(tags) = parse(if_match)? else { return Ok(None) };
        let parameters = vec![parameter(organization_id), parameter(id)];
        let demand = Self { current: Statement::new(revision.select, parameters.clone()) };
        let Some(current) = demand.revision(edge).await? else {
            return if revision.parameter == ORGANIZATION { Err(Error::PreconditionFailed(None)) } else { Ok(None) };
        };
        let text = current.to_string();
        if !tags.iter().any(|tag| tag.split('-').next() == Some(&*text)) {
            return Err(changed(Some(current)));
        }
        let sql = ["SELECT json_extract('{}', '", MARKER, "') WHERE (", revision.select, ") IS NOT ?3"].concat();
        let parameters = [parameters, vec![current.into()]].concat();
        edge.guard(Guard { statement: Statement::composed(sql, parameters), marker: MARKER });
        Ok(Some(demand))
    }

    /// The response to a request whose handler was stopped by the guard; all others unchanged.
    pub(super) async fn explain(self, edge: &Edge, answered: Result<Response, Error>) -> Result<Response, Error> {
        if edge.failed_guard() != Some(MARKER) {
            return answered;
        }
        Err(changed(self.revision(edge).await?))
    }

    async fn revision(&self, edge: &Edge) -> Result<Option<i64>, Error> {
        let row: Option<Row> = edge.database()?.first(self.current.clone()).await?;
        Ok(row.map(|row| row.revision))
    }
}

fn changed(current: Option<i64>) -> Error {
    Error::PreconditionFailed(current.map(|current| ["\"", &current.to_string(), "\""].concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn if_match_has_strong_tags() {
        assert_eq!(parse(" * ").unwrap(), None);
        assert_eq!(parse("\"7\"").unwrap(), Some(vec!["7"]));
        assert_eq!(parse("\"7-ab\" , \"a,b\",\"\"").unwrap(), Some(vec!["7-ab", "a,b", ""]));
        for wrong in ["", "7", "W/\"7\"", "\"7", "\"7\" \"8\"", "\"7\",", "*, \"7\"", "\"a b\"", "\"\u{e9}\"", "**"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    fn etag(response: &Response) -> &str {
        response.headers.iter().find(|(name, _)| *name == "etag").map_or("", |(_, value)| value)
    }

    #[test]
    fn an_etag_has_the_revision_and_changes_with_the_response() {
        let [one, other] =
            ["{\"a\":1}", "{\"a\":2}"].map(|body| tagged(Response::json(200, body.as_bytes().to_vec()), Some(7)));
        assert!(etag(&one).starts_with("\"7-") && etag(&one).len() == "\"7-\"".len() + HASH_CHARACTERS);
        assert_ne!(etag(&one), etag(&other));
        assert_eq!(etag(&tagged(Response::json(200, Vec::new()), None)), "");
    }

    #[test]
    fn what_is_known_is_not_sent_again() {
        let response = || tagged(Response::json(200, b"{}".to_vec()), Some(7));
        let tag = etag(&response()).to_owned();
        for known in [&tag, "*", &format!("\"1\", W/{tag}")] {
            let response = unless_known(response(), known);
            assert_eq!((response.status, etag(&response)), (304, &*tag), "{known}");
        }
        for other in ["", "\"7\"", "7", "\"7-0000000000000000\""] {
            assert_eq!(unless_known(response(), other).status, 200, "{other}");
        }
        assert_eq!(unless_known(Response::json(200, b"{}".to_vec()), "*").status, 200, "it has no tag");
    }

    #[test]
    fn a_guard_fails_the_batch_when_the_revision_is_another_one() {
        let database = crate::tests::migrated();
        let run = |current: i64| -> Result<Vec<String>, rusqlite::Error> {
            let sql = ["SELECT json_extract('{}', '", MARKER, "') WHERE (SELECT ?1 + ?2) IS NOT ?3"].concat();
            let mut statement = database.prepare(&sql)?;
            statement.query_map([3, 4, current], |row| row.get(0))?.collect()
        };
        assert_eq!(run(7).unwrap(), [""; 0]);
        let error = run(8).unwrap_err().to_string();
        assert!(error.contains(MARKER) && !error.contains("malformed JSON"), "{error}");
    }
}
