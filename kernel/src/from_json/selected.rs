//! Reading a few fields of a large JSON document. The rest is skipped without being stored, which is several times as fast
//! as reading it.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};

/// A field to keep, by its name, and the fields to keep of its object; none of them keeps the whole value.
#[derive(Debug, Clone, Copy)]
pub struct Keep(pub &'static str, pub &'static [Keep]);

/// Reads a document without the fields that are not kept. A value that is not an object where one is expected is kept.
///
/// # Errors
/// The text is not JSON.
pub fn read_selected(text: &[u8], fields: &'static [Keep]) -> Result<Value, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let value = Selection(fields).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// The fields of one object.
struct Selection(&'static [Keep]);

impl<'de> DeserializeSeed<'de> for Selection {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Selection {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            match self.0.iter().find(|keep| keep.0 == name) {
                Some(Keep(name, [])) => drop(object.insert((*name).to_owned(), map.next_value()?)),
                Some(Keep(name, inner)) => {
                    drop(object.insert((*name).to_owned(), map.next_value_seed(Selection(inner))?));
                }
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Value::Object(object))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, seq: A) -> Result<Value, A::Error> {
        Value::deserialize(serde::de::value::SeqAccessDeserializer::new(seq))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const FIELDS: &[Keep] = &[Keep("ref", &[]), Keep("repository", &[Keep("id", &[])]), Keep("sender", &[])];

    fn read(text: &str) -> Option<Value> {
        read_selected(text.as_bytes(), FIELDS).ok()
    }

    #[test]
    fn other_fields_are_skipped() {
        let document = json!({
            "ref": "refs/heads/main", "commits": [{ "id": 1 }, { "ref": 2 }],
            "repository": { "owner": { "id": 9 }, "id": 7, "topics": ["a"] }, "sender": { "login": "octocat", "id": 3 },
        });
        let expected =
            json!({ "ref": "refs/heads/main", "repository": { "id": 7 }, "sender": { "login": "octocat", "id": 3 } });
        assert_eq!(read(&document.to_string()), Some(expected));
    }

    #[test]
    fn a_value_of_another_kind_is_kept() {
        for value in [json!(null), json!("text"), json!(-1), json!(1.5), json!(true), json!([1, [2]])] {
            assert_eq!(read(&value.to_string()), Some(value.clone()));
            let document = json!({ "repository": value });
            assert_eq!(read(&document.to_string()), Some(document));
        }
    }

    #[test]
    fn only_json_is_read() {
        for text in ["", "{", "{\"ref\":1} x", "{\"other\":}", "{\"ref\" 1}", "\u{0}"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,60}") {
            let _ = read(&text);
        }
    }
}
