//! Times: integer milliseconds internally and in SQL, RFC 3339 in UTC in JSON.

use std::fmt;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize, Serializer};

use crate::error::Error;

/// One second in milliseconds.
pub const SECOND: i64 = 1_000;
/// One minute in milliseconds.
pub const MINUTE: i64 = 60 * SECOND;
/// One hour in milliseconds.
pub const HOUR: i64 = 60 * MINUTE;
/// One day in milliseconds.
pub const DAY: i64 = 24 * HOUR;

/// A time in milliseconds since 1970 in UTC. It is deserialized from an integer, as in SQL, and serialized as RFC 3339
/// with milliseconds, as in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, steward_macros::FromJson)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Parses RFC 3339 with any offset.
    ///
    /// # Errors
    /// [`Error::Validation`] for `field`.
    pub fn parse(field: &str, text: &str) -> Result<Self, Error> {
        let time = DateTime::parse_from_rfc3339(text.trim());
        let time = time.map_err(|_| Error::field(field, "Enter a time such as 2026-01-31T12:00:00Z."))?;
        Ok(Self(time.timestamp_millis()))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // times beyond chrono's range (the year 262142) are displayed as 1970
        let time = DateTime::<Utc>::from_timestamp_millis(self.0).unwrap_or_default();
        formatter.write_str(&time.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl utoipa::PartialSchema for Timestamp {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .examples(["2026-01-31T12:00:00.000Z"])
            .into()
    }
}

impl utoipa::ToSchema for Timestamp {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deserializes_integers_and_serializes_rfc_3339() {
        let time: Timestamp = serde_json::from_str("1769860800123").unwrap();
        assert_eq!(serde_json::to_string(&time).unwrap(), "\"2026-01-31T12:00:00.123Z\"");
        for text in ["2026-01-31T12:00:00.123Z", "2026-01-31T14:00:00.123+02:00"] {
            assert_eq!(Timestamp::parse("until", text).unwrap(), time);
        }
        for text in ["", "tomorrow", "2026-01-31", "2026-02-30T12:00:00Z"] {
            assert!(Timestamp::parse("until", text).is_err(), "{text}");
        }
    }
}
