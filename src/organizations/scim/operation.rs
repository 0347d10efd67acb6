//! The operations of a PATCH (RFC 7644, 3.5.2), with the dialects of Entra and Okta.

use serde_json::Value;

use super::body::{attribute, text};
use super::error::ScimError;

const MAX_OPERATIONS: usize = 1_000;

/// The kind of an operation. Entra writes it with a capital letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatchKind {
    Add,
    Replace,
    Remove,
}

/// An operation on one attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct PatchOperation {
    pub kind: PatchKind,
    /// In lower case, with what is in brackets as it was sent.
    pub path: String,
    pub value: Value,
}

/// Reads the operations of a body. One without a path becomes one for each attribute of its value.
///
/// # Errors
/// [`ScimError::Invalid`].
pub fn read(body: &Value) -> Result<Vec<PatchOperation>, ScimError> {
    let invalid = |detail: &str| ScimError::Invalid("invalidSyntax", detail.to_owned());
    let operations = attribute(body, "Operations").and_then(Value::as_array);
    let operations = operations.ok_or_else(|| invalid("Operations is a list."))?;
    if operations.len() > MAX_OPERATIONS {
        return Err(ScimError::Invalid("tooMany", "Send at most 1,000 operations.".to_owned()));
    }
    let mut read = Vec::with_capacity(operations.len());
    for operation in operations {
        let kind = match text(operation, "op").map(str::to_ascii_lowercase).as_deref() {
            Some("add") => PatchKind::Add,
            Some("replace") => PatchKind::Replace,
            Some("remove") => PatchKind::Remove,
            _ => return Err(invalid("op is add, replace or remove.")),
        };
        let value = attribute(operation, "value").cloned().unwrap_or_default();
        match (text(operation, "path"), &value) {
            (Some(path), _) => read.push(PatchOperation { kind, path: normalized(path), value }),
            (None, Value::Object(fields)) if kind != PatchKind::Remove => {
                let each = fields.iter().map(|(name, value)| (normalized(name), value.clone()));
                read.extend(each.map(|(path, value)| PatchOperation { kind, path, value }));
            }
            (None, _) => return Err(ScimError::Invalid("noTarget", "The operation has no path.".to_owned())),
        }
    }
    Ok(read)
}

/// The path without the schema's name, in lower case except for what is in brackets.
fn normalized(path: &str) -> String {
    let (name, filter) = path.find('[').map_or((path, ""), |at| path.split_at(at));
    let name = name.rsplit(':').next().unwrap_or(name);
    format!("{}{filter}", name.to_ascii_lowercase())
}

/// A body has no more operations than it says, and their paths are normalized once.
#[cfg(fuzzing)]
pub fn fuzz(text: &str) {
    let Ok(body) = steward_kernel::from_json::parse(text) else { return };
    for PatchOperation { path, .. } in read(&body).unwrap_or_default() {
        assert_eq!(normalized(&path), path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn patch(operations: &Value) -> Result<Vec<(PatchKind, String, Value)>, ScimError> {
        let read = read(&json!({ "Operations": operations }))?;
        Ok(read.into_iter().map(|operation| (operation.kind, operation.path, operation.value)).collect())
    }

    #[test]
    fn entras_and_oktas_ways_are_read() {
        let entra = json!([{ "op": "Replace", "path": "active", "value": "False" }]);
        assert_eq!(patch(&entra).unwrap(), [(PatchKind::Replace, "active".to_owned(), json!("False"))]);
        let okta = json!([{ "op": "replace", "value": { "active": false } }]);
        assert_eq!(patch(&okta).unwrap(), [(PatchKind::Replace, "active".to_owned(), json!(false))]);
        let member = json!([{ "op": "remove", "path": "Members[value eq \"usr_A\"]" }]);
        assert_eq!(
            patch(&member).unwrap(),
            [(PatchKind::Remove, "members[value eq \"usr_A\"]".to_owned(), Value::Null)]
        );
        let schema =
            json!([{ "op": "add", "path": "urn:ietf:params:scim:schemas:core:2.0:User:externalId", "value": "7" }]);
        assert_eq!(patch(&schema).unwrap(), [(PatchKind::Add, "externalid".to_owned(), json!("7"))]);
    }

    #[test]
    fn others_are_refused() {
        for operations in [
            json!(null),
            json!({}),
            json!([{ "op": "move", "path": "a" }]),
            json!([{ "op": "remove" }]),
            json!([{ "op": "add", "value": 7 }]),
            json!([7]),
        ] {
            assert!(patch(&operations).is_err(), "{operations}");
        }
    }
}
