//! The lines of an export, page by page: rows leave the database as JSON and pass through as text, so that the memory and the
//! number of calls stay bounded for large organizations.

use std::collections::VecDeque;
use std::fmt::Write;

use futures::stream::{self, Stream};
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, OrganizationId};

use super::store;
use crate::edge::Edge;
use crate::edge::database::Statement;

/// Rows per page.
const STEP: usize = 1_000;
/// Rows of the first page of an estate's builds. Several of them are read together.
const FIRST_STEP: usize = 200;
/// Estates whose first pages are read together.
const ESTATES: usize = 10;

/// What belongs to an organization, in the order of the file, and the number of rows per page.
const PARTS: [(&str, &str, usize); 14] = [
    ("organization", store::ORGANIZATION, 1),
    ("domain", store::DOMAINS, STEP),
    ("member", store::MEMBERS, STEP),
    ("endedMembership", store::ENDED, STEP),
    ("provisionedUser", store::PROVISIONED_USERS, STEP),
    ("customRole", store::CUSTOM_ROLES, STEP),
    ("invitation", store::INVITATIONS, STEP),
    ("joinRequest", store::JOIN_REQUESTS, STEP),
    // with their members, who may be many
    ("team", store::TEAMS, 20),
    ("serviceAccount", store::SERVICE_ACCOUNTS, STEP),
    ("apiKey", store::API_KEYS, 100),
    ("app", store::APPS, STEP),
    ("estate", store::ESTATES, 50),
    ("auditEvent", store::AUDIT_EVENTS, STEP),
];

/// A page to read.
struct PageToRead {
    kind: &'static str,
    sql: &'static str,
    estate_id: Option<EstateId>,
    after: String,
    limit: usize,
}

impl PageToRead {
    fn statement(&self, organization_id: &OrganizationId) -> Statement {
        match &self.estate_id {
            None => crate::bind!(self.sql, organization_id, self.after, self.limit),
            Some(estate_id) => crate::bind!(self.sql, organization_id, self.after, self.limit, estate_id),
        }
    }
}

struct Export {
    edge: Edge,
    organization_id: OrganizationId,
    pages: VecDeque<PageToRead>,
    lines: u64,
    is_ended: bool,
}

/// A row: its JSON object, in one or several texts.
#[derive(FromJson)]
struct Row {
    key: serde_json::Value,
    line: String,
    more: Option<String>,
    rest: Option<String>,
}

impl Row {
    /// The value of the key, as a text.
    fn key(&self) -> String {
        self.key.as_str().map_or_else(|| self.key.to_string(), ToOwned::to_owned)
    }

    fn write(&self, text: &mut String, kind: &str) {
        let inner = |object: &str| object.get(1..object.len().saturating_sub(1)).unwrap_or_default().to_owned();
        let _ = write!(text, "{{\"type\":\"{kind}\",\"data\":{{{}", inner(&self.line));
        for object in [&self.more, &self.rest].into_iter().flatten() {
            let _ = write!(text, ",{}", inner(object));
        }
        text.push_str("}}\n");
    }
}

/// The file's bytes, in pieces.
pub fn pieces(edge: Edge, organization_id: OrganizationId) -> impl Stream<Item = Result<Vec<u8>, Error>> {
    let pages = PARTS.map(|(kind, sql, limit)| PageToRead { kind, sql, estate_id: None, after: String::new(), limit });
    let export = Export { edge, organization_id, pages: pages.into(), lines: 0, is_ended: false };
    stream::try_unfold(export, next)
}

async fn next(mut export: Export) -> Result<Option<(Vec<u8>, Export)>, Error> {
    if export.is_ended {
        return Ok(None);
    }
    let mut text = String::new();
    let mut read: Vec<PageToRead> = export.pages.pop_front().into_iter().collect();
    if read.is_empty() {
        let _ = writeln!(text, "{{\"type\":\"end\",\"lines\":{}}}", export.lines);
        export.is_ended = true;
        return Ok(Some((text.into_bytes(), export)));
    }
    while read.len() < ESTATES
        && read.iter().chain(export.pages.front()).all(|page| page.estate_id.is_some() && page.limit == FIRST_STEP)
        && let Some(page) = export.pages.pop_front()
    {
        read.push(page);
    }
    let statements = read.iter().map(|page| page.statement(&export.organization_id)).collect();
    let outcomes = export.edge.database()?.batch(statements).await?;
    for (page, outcome) in read.into_iter().zip(outcomes).rev() {
        let rows: Vec<Row> = outcome.rows()?;
        for row in &rows {
            row.write(&mut text, page.kind);
        }
        export.lines += u64::try_from(rows.len()).unwrap_or_default();
        if page.kind == "estate" {
            export.pages.extend(rows.iter().filter_map(builds_of));
        }
        if let Some(last) = rows.last().filter(|_| rows.len() == page.limit) {
            let limit = page.limit.max(if page.estate_id.is_some() { STEP } else { 0 });
            export.pages.push_front(PageToRead { after: last.key(), limit, ..page });
        }
    }
    Ok(Some((text.into_bytes(), export)))
}

/// The first page of the builds of an estate.
fn builds_of(estate: &Row) -> Option<PageToRead> {
    let id = steward_kernel::id::TypeId::parse(&estate.key()).ok()?;
    let (kind, sql) = ("build", store::BUILDS);
    Some(PageToRead { kind, sql, estate_id: Some(id), after: String::new(), limit: FIRST_STEP })
}
