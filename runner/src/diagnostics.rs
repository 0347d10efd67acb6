//! What the runner says of itself: one JSON object a line on stderr. Never a secret, a body or a line of a build's log.

use std::io::Write;

use serde_json::{Map, Value};

use crate::clock;

/// Writes one line. `event` is a name in snake_case; `fields` is a JSON object, with units in its names.
pub fn write(event: &str, fields: Value) {
    let mut line = Map::new();
    line.insert("at".into(), Value::String(clock::now().to_string()));
    line.insert("event".into(), Value::String(event.into()));
    if let Value::Object(fields) = fields {
        line.extend(fields);
    }
    // a closed stderr is no reason to end builds
    let _ = writeln!(std::io::stderr().lock(), "{}", Value::Object(line));
}
