//! One row per line of a log.

use steward_kernel::build::LogLine;
use steward_kernel::id::BuildId;

use crate::runtime::sql::{Database, SqlError, Statement};

const INSERT: &str = "INSERT INTO log_line (build_id, number, at, stream, step, text) \
    SELECT ?1, json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), \
    json_extract(value, '$[3]'), json_extract(value, '$[4]') FROM json_each(?2)";
const AFTER: &str = "SELECT number, at, stream, step, text FROM log_line WHERE build_id = ?1 AND number > ?2 \
    ORDER BY number LIMIT ?3";

/// Far below the limit of 2 MB for a parameter, even if all characters are escaped.
const BYTES_PER_STATEMENT: usize = 200_000;

/// Statements of bounded size that insert lines.
pub(super) fn insert_statements(build_id: &BuildId, lines: &[LogLine]) -> Result<Vec<Statement>, SqlError> {
    let mut statements = Vec::new();
    let mut batch = Vec::new();
    let mut bytes = 0;
    let mut rest = lines.iter().peekable();
    while let Some(line) = rest.next() {
        bytes += line.text.len();
        batch.push((line.number, line.at.0, line.stream, line.step, &line.text));
        let full = rest.peek().is_none_or(|next| bytes + next.text.len() > BYTES_PER_STATEMENT);
        if full {
            let rows = serde_json::to_string(&std::mem::take(&mut batch))?;
            statements.push(Statement::new(INSERT, &(build_id, rows))?);
            bytes = 0;
        }
    }
    Ok(statements)
}

/// At most `limit` lines after a number.
pub(in super::super) fn lines_after(
    database: &impl Database,
    build_id: &BuildId,
    after: u64,
    limit: u32,
) -> Result<Vec<LogLine>, SqlError> {
    database.query(Statement::new(AFTER, &(build_id, after, limit))?)?.decode()
}
