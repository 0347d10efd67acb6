//! Log lines: one JSON object each. Never a token, a secret or a line of a build's log.

use std::fmt::Display;

use worker::{console_error, console_log};

/// A name and its value.
type Field<'field> = (&'static str, &'field dyn Display);

fn line(level: &str, message: &str, fields: &[Field<'_>]) -> String {
    let mut line = format!("{{\"level\":\"{level}\",\"source\":\"durable_object\",\"message\":\"{message}\"");
    for (name, value) in fields {
        let value = serde_json::Value::String(value.to_string());
        line.push_str(&format!(",\"{name}\":{value}"));
    }
    line.push('}');
    line
}

/// Logs an event.
pub(crate) fn info(message: &str, fields: &[Field<'_>]) {
    console_log!("{}", line("info", message, fields));
}

/// Logs a failure.
pub(crate) fn error(message: &str, fields: &[Field<'_>]) {
    console_error!("{}", line("error", message, fields));
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_line_is_one_json_object() {
        let line = super::line("info", "thing happened", &[("error", &"a \"b\"\nc"), ("count", &3)]);
        let read: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(read["error"], "a \"b\"\nc");
        assert_eq!((&read["message"], &read["count"]), (&"thing happened".into(), &"3".into()));
        assert!(!line.contains('\n'));
    }
}
