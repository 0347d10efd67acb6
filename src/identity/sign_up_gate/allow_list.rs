//! The addresses and domains that administrators admit.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::SignUpAllowanceId;
use steward_kernel::input;
use steward_kernel::page::{Page, PageQuery};

use super::model::SignUpAllowance;
use super::store;
use crate::edge::{Edge, text};
use crate::identity::scope::Administrator;
use crate::platform::change::{AuditEvent, Change};

/// Sorts after every id: no id contains this character.
const FIRST: &str = "~";

/// A page of the addresses and domains, newest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(edge: &Edge, q: Option<&str>, page: &PageQuery) -> Result<Page<SignUpAllowance>, Error> {
    let limit = page.limit()?;
    let before = page.after()?.unwrap_or_else(|| FIRST.to_owned());
    let statement = crate::bind!(store::LIST_ALLOWANCES, before, limit + 1, input::search_text("q", q)?);
    let rows: Vec<SignUpAllowance> = edge.database()?.all(statement).await?;
    Ok(Page::new(rows, limit, |row| row.id.to_string()))
}

/// Adds an address or a domain. One that is there already is returned as it is.
///
/// # Errors
/// [`Error::Validation`].
pub async fn create(scope: &Administrator, pattern: &str) -> Result<SignUpAllowance, Error> {
    let edge = &scope.edge;
    let pattern =
        if pattern.contains('@') { text::email("pattern", pattern)? } else { text::domain("pattern", pattern)? };
    if let Some(found) = edge.database()?.first(crate::bind!(store::SELECT_ALLOWANCE_OF, pattern)).await? {
        return Ok(found);
    }
    let id = edge.id(SignUpAllowanceId::new);
    let mut change = Change::new(&**scope);
    change.run(crate::bind!(store::INSERT_ALLOWANCE, id, pattern, edge.now()));
    change.audit(
        &AuditEvent::new("admin.createSignUpAllowance", "sign_up_allowance", &id).after(json!({ "pattern": pattern })),
    );
    let read = change.commit_and_read(crate::bind!(store::SELECT_ALLOWANCE_OF, pattern)).await?;
    read.first()?.ok_or_else(|| Error::internal("the allowance was not inserted"))
}

/// Removes an address or a domain. Users who have signed up stay.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn delete(scope: &Administrator, id: &SignUpAllowanceId) -> Result<(), Error> {
    let found: Option<SignUpAllowance> =
        scope.edge.database()?.first(crate::bind!(store::SELECT_ALLOWANCE, id)).await?;
    let pattern = found.ok_or(Error::NotFound)?.pattern;
    let mut change = Change::new(&**scope);
    change.run(crate::bind!(store::DELETE_ALLOWANCE, id));
    let event = AuditEvent::new("admin.deleteSignUpAllowance", "sign_up_allowance", id);
    change.audit(&event.before(json!({ "pattern": pattern })));
    change.commit().await
}
