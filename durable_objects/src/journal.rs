//! Log lines: one JSON object each. Never a token, a secret or a line of a build's log.

use std::fmt::Display;

use worker::{console_error, console_log};

/// A name, and what stands for it.
type Field<'field> = (&'static str, &'field dyn Display);

fn line(level: &str, event: &str, fields: &[Field<'_>]) -> String {
    let mut line = format!("{{\"level\":\"{level}\",\"source\":\"durable_object\",\"event\":\"{event}\"");
    for (name, value) in fields {
        let value = serde_json::Value::String(value.to_string());
        line.push_str(&format!(",\"{name}\":{value}"));
    }
    line.push('}');
    line
}

/// Something worth knowing; `event` is a word in snake case.
pub(crate) fn info(event: &str, fields: &[Field<'_>]) {
    console_log!("{}", line("info", event, fields));
}

/// Something that is not as it should be.
pub(crate) fn error(event: &str, fields: &[Field<'_>]) {
    console_error!("{}", line("error", event, fields));
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_line_is_one_json_object_whatever_is_in_it() {
        let line = super::line("info", "thing_happened", &[("error", &"a \"b\"\nc"), ("count", &3)]);
        let read: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(read["error"], "a \"b\"\nc");
        assert_eq!((&read["event"], &read["count"]), (&"thing_happened".into(), &"3".into()));
        assert!(!line.contains('\n'));
    }
}
