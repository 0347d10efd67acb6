//! Structured log lines: one JSON object each. Never bodies, secrets or addresses of people.

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

/// What is said of every request, once it is answered.
#[derive(serde::Serialize)]
pub struct RequestLine<'a> {
    /// `info`.
    pub level: &'static str,
    /// `request`.
    pub message: &'static str,
    /// The request's id.
    #[serde(rename = "requestId")]
    pub request_id: &'a str,
    /// GET, POST, …
    pub method: &'a str,
    /// As [`shown_path`] has it, without the query.
    pub path: &'a str,
    /// The answer's.
    pub status: u16,
    /// From the head to the answer, in milliseconds.
    pub duration_ms: f64,
    /// Statements that D1 was sent.
    pub d1_statements: u32,
    /// Calls that carried them.
    pub d1_round_trips: u32,
}

/// After these a path has what only its reader may know: the token of an invitation, the code that a device shows.
const BEFORE_SECRETS: [&str; 2] = ["/api/invitations/", "/api/auth/device/"];
/// What stands there in paths of programs.
const NO_SECRETS: [&str; 2] = ["code", "token"];

/// A path as the log may show it: `/api/invitations/…/accept`.
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

/// The line of a request: written straight from its fields, because every request pays for it.
pub fn request(line: &RequestLine<'_>) {
    if let Ok(text) = serde_json::to_string(line) {
        web_sys::console::log_1(&text.into());
    }
}

/// Something worth knowing.
pub fn info(message: &str, fields: &[(&str, Value)]) {
    worker::console_log!("{}", line("info", message, fields));
}

/// Something that went wrong.
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
