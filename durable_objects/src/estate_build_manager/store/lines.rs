//! A log in pieces of consecutive lines, stored and read as the JSON that the runner sent: what a line costs here is what
//! its bytes cost.

use steward_kernel::build::LogLine;
use steward_kernel::id::BuildId;

use super::super::rules::LogPiece;
use crate::runtime::sql::{Database, SqlError, Statement};

const INSERT: &str = "INSERT INTO log_piece (build_id, first, last, lines) VALUES (?1, ?2, ?3, ?4)";
/// Of the piece with the line itself only the lines after it.
const PIECES: &str = "SELECT MAX(first, ?2 + 1) AS first, last, CASE WHEN first > ?2 THEN lines ELSE \
    (SELECT json_group_array(json(value)) FROM json_each(lines) WHERE first + key > ?2) END AS lines \
    FROM log_piece WHERE build_id = ?1 AND last > ?2 ORDER BY last LIMIT ?3";
/// Lines have no gaps, so only pieces that begin within the page are taken apart.
const LINES: &str = "SELECT first + key AS number, json_extract(value, '$[0]') AS at, json_extract(value, '$[1]') AS stream, \
    json_extract(value, '$[2]') AS step, json_extract(value, '$[3]') AS text \
    FROM log_piece, json_each(lines) \
    WHERE build_id = ?1 AND last > ?2 AND first <= ?2 + ?3 AND first + key > ?2 ORDER BY number LIMIT ?3";

/// Statements that insert pieces.
pub(super) fn insert_statements(build_id: &BuildId, pieces: &[LogPiece]) -> Result<Vec<Statement>, SqlError> {
    let insert = |LogPiece { first, last, lines }: &LogPiece| Statement::new(INSERT, &(build_id, first, last, lines));
    pieces.iter().map(insert).collect()
}

/// At most `limit` pieces with the lines after a number.
pub(in super::super) fn pieces_after(
    database: &impl Database,
    build_id: &BuildId,
    after: u64,
    limit: u32,
) -> Result<Vec<LogPiece>, SqlError> {
    database.query(Statement::new(PIECES, &(build_id, after, limit))?)?.decode()
}

/// At most `limit` lines after a number.
pub(in super::super) fn lines_after(
    database: &impl Database,
    build_id: &BuildId,
    after: u64,
    limit: u32,
) -> Result<Vec<LogLine>, SqlError> {
    database.query(Statement::new(LINES, &(build_id, after, limit))?)?.decode()
}
