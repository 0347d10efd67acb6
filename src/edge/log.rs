//! Structured logs: one JSON object per line, by the rules of docs/logging.md.

use serde_json::{Map, Value};

fn line(level: &str, message: &str, fields: &[(&str, Value)]) -> String {
    let mut object = Map::new();
    object.insert("level".to_owned(), level.into());
    object.insert("message".to_owned(), message.into());
    for (name, value) in fields {
        object.insert((*name).to_owned(), value.clone());
    }
    Value::Object(object).to_string()
}

/// The log line of a request.
#[derive(serde::Serialize)]
pub struct RequestLine<'a> {
    pub level: &'static str,
    pub message: &'static str,
    #[serde(rename = "requestId")]
    pub request_id: &'a str,
    pub method: &'a str,
    /// As [`shown_path`] writes it, without the query.
    pub path: &'a str,
    pub status: u16,
    /// Until the response was ready.
    pub duration_ms: f64,
    pub d1_statements: u32,
    /// Batches that the statements were sent in.
    pub d1_round_trips: u32,
    #[serde(skip_serializing_if = "is_zero")]
    pub password_checks: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// The segment after these is a secret: the token of an invitation, or the code that a device shows.
const BEFORE_SECRETS: [&str; 2] = ["/api/invitations/", "/api/auth/device/"];
/// Segments in that position that are not secrets.
const NO_SECRETS: [&str; 2] = ["code", "token"];

/// A path without its secret: `/api/invitations/…/accept`.
#[must_use]
pub fn shown_path(path: &str) -> String {
    for start in BEFORE_SECRETS {
        let Some(rest) = path.strip_prefix(start) else { continue };
        let end = rest.find('/').unwrap_or(rest.len());
        let (secret, after) = rest.split_at(end);
        if !NO_SECRETS.contains(&secret) {
            return format!("{start}…{after}");
        }
    }
    path.to_owned()
}

/// Logs a request. It serializes the struct directly because it runs for every request.
pub fn request(line: &RequestLine<'_>) {
    if let Ok(text) = serde_json::to_string(line) {
        web_sys::console::log_1(&text.into());
    }
}

/// Logs an event that operators count.
pub fn info(message: &str, fields: &[(&str, Value)]) {
    worker::console_log!("{}", line("info", message, fields));
}

/// Logs a failure: `message` is `verb object failed`.
pub fn error(message: &str, fields: &[(&str, Value)]) {
    worker::console_error!("{}", line("error", message, fields));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_paths_are_left_out() {
        assert_eq!(shown_path("/api/invitations/abc"), "/api/invitations/…");
        assert_eq!(shown_path("/api/invitations/abc/accept"), "/api/invitations/…/accept");
        assert_eq!(shown_path("/api/auth/device/BBBB-0000/deny"), "/api/auth/device/…/deny");
        for path in ["/api/auth/device/code", "/api/auth/device/token", "/api/organizations/a/invitations/b", "/", ""] {
            assert_eq!(shown_path(path), path);
        }
    }

    #[test]
    fn a_line_is_one_json_object() {
        let text = line("info", "request", &[("status", 200.into()), ("path", "/a\n".into())]);
        assert!(!text.contains('\n'));
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["status"], 200);
        assert_eq!(value["message"], "request");
    }
}
