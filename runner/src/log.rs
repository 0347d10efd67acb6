//! The runner's own log: one JSON object per line on stderr. Never a secret, a request body or a line of a build's log.

use std::io::Write;

use serde_json::{Map, Value};

use crate::clock;

/// Logs an event. `fields` is a JSON object; names of quantities end in their unit.
pub fn info(message: &str, fields: Value) {
    write("info", message, fields);
}

/// Logs a failure.
pub fn error(message: &str, fields: Value) {
    write("error", message, fields);
}

fn write(level: &str, message: &str, fields: Value) {
    let mut line = Map::new();
    line.insert("at".into(), Value::String(clock::now().to_string()));
    line.insert("level".into(), level.into());
    line.insert("message".into(), message.into());
    if let Value::Object(fields) = fields {
        line.extend(fields);
    }
    // builds go on when stderr is closed
    let _ = writeln!(std::io::stderr().lock(), "{}", Value::Object(line));
}
