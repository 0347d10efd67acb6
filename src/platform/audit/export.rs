//! The audit log as a file, streamed page by page.

use futures::stream::{self, Stream};
use serde_json::Value;
use steward_kernel::error::Error;

use super::model::{AuditLogEvent, ExportFormat};
use super::service::{Conditions, FIRST, Row, plain};
use crate::edge::Edge;

/// Events per page.
const STEP: u32 = 500;
/// The header row of the CSV, after the mark by which spreadsheets know UTF-8.
const COLUMNS: &str = "\u{feff}sequence,id,createdAt,actorType,actorId,actorName,app,impersonatedBy,action,resourceType,resourceId,\
    estateId,before,after,ipAddress,userAgent,requestId,hash\r\n";

struct Position {
    edge: Edge,
    conditions: Conditions,
    format: ExportFormat,
    /// The position before which the next page starts; `None` at the end.
    before: Option<i64>,
    has_items: bool,
}

/// The file's bytes, in chunks.
pub fn pieces(edge: Edge, conditions: Conditions, format: ExportFormat) -> impl Stream<Item = Result<Vec<u8>, Error>> {
    let begin = match format {
        ExportFormat::Json => "{\"items\":[",
        ExportFormat::Csv => COLUMNS,
    };
    let position = Position { edge, conditions, format, before: Some(FIRST), has_items: false };
    let head = stream::once(async move { Ok(begin.as_bytes().to_vec()) });
    let pages = stream::try_unfold(position, next);
    let end = stream::once(async move { Ok(if format == ExportFormat::Json { b"]}".to_vec() } else { Vec::new() }) });
    stream::StreamExt::chain(stream::StreamExt::chain(head, pages), end)
}

async fn next(mut position: Position) -> Result<Option<(Vec<u8>, Position)>, Error> {
    let Some(before) = position.before else { return Ok(None) };
    let rows: Vec<Row> = position.edge.database()?.all(position.conditions.statement(before, STEP)).await?;
    position.before = rows.last().map(|row| row.position).filter(|_| rows.len() == STEP as usize);
    let mut text = String::new();
    for row in rows {
        let event = row.into_event()?;
        match position.format {
            ExportFormat::Json => {
                if std::mem::replace(&mut position.has_items, true) {
                    text.push(',');
                }
                text.push_str(&serde_json::to_string(&event).map_err(Error::internal)?);
            }
            ExportFormat::Csv => text.push_str(&csv_row(&event)),
        }
    }
    Ok(Some((text.into_bytes(), position)))
}

fn csv_row(event: &AuditLogEvent) -> String {
    let json = |value: &Option<Value>| value.as_ref().map(plain).unwrap_or_default();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let cells = [
        event.sequence.map(|sequence| sequence.to_string()).unwrap_or_default(),
        event.id.to_string(),
        event.created_at.to_string(),
        plain(&serde_json::to_value(event.actor.kind).unwrap_or_default()),
        text(&event.actor.id),
        text(&event.actor.name),
        event.app.as_ref().map(|app| app.name.clone().unwrap_or_else(|| app.id.clone())).unwrap_or_default(),
        event.impersonated_by.as_ref().map(|impersonator| impersonator.id.clone()).unwrap_or_default(),
        event.action.clone(),
        event.resource_type.clone(),
        text(&event.resource_id),
        event.estate_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        json(&event.before),
        json(&event.after),
        text(&event.ip_address),
        text(&event.user_agent),
        text(&event.request_id),
        text(&event.hash),
    ];
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    format!("{}\r\n", cells.join(","))
}

/// A cell, quoted where needed (RFC 4180, 2) and escaped so that spreadsheets do not read it as a formula.
fn cell(text: &str) -> String {
    let text = if is_formula(text) { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// Whether a spreadsheet may read a text as a formula (OWASP, CSV injection): by its first visible character, also in
/// the full-width forms that some convert.
fn is_formula(text: &str) -> bool {
    let invisible = |character: char| {
        matches!(character, ' ' | '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{3000}' | '\u{feff}')
    };
    let first = ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{2212}', '\u{ff20}'];
    text.trim_start_matches(invisible).starts_with(first)
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn cells_are_quoted_and_are_not_formulas() {
        assert_eq!(cell("plain text"), "plain text");
        assert_eq!(cell("a,\"b\"\nc"), "\"a,\"\"b\"\"\nc\"");
        assert_eq!(cell("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(cell("@sum,1"), "\"'@sum,1\"");
        for formula in ["＝1", "＋1", "－1", "＠a", "\u{200b}=1", "\u{feff} +1", "−1"] {
            assert_eq!(cell(formula), format!("'{formula}"));
        }
        assert_eq!(cell("a=1"), "a=1");
    }
}
