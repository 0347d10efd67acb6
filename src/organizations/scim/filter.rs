//! Filters and pages of lists (RFC 7644, 3.4.2): comparisons with `eq`, joined by `and`.

use super::error::ScimError;

const MAX_COUNT: u64 = 100;
const MAX_FILTER_CHARACTERS: usize = 1_000;

/// The query of a list.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ListQuery {
    /// Attributes in lower case, with the values that they must have.
    pub conditions: Vec<(String, String)>,
    /// From 1.
    pub start_index: u64,
    pub count: u64,
    /// The members of groups are not returned.
    pub is_without_members: bool,
}

impl ListQuery {
    /// Reads the query of a request.
    ///
    /// # Errors
    /// [`ScimError::Invalid`] for a filter that is not supported, or a number that is none.
    pub fn read(query: &str) -> Result<Self, ScimError> {
        let mut read = Self { start_index: 1, count: MAX_COUNT, ..Self::default() };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let number = || value.parse::<i64>().map_err(|_| ScimError::value(format!("{name} is a whole number.")));
            match &*name {
                "filter" => read.conditions = parse(&value)?,
                // smaller numbers are read as the smallest that is allowed (RFC 7644, 3.4.2.4)
                "startIndex" => read.start_index = u64::try_from(number()?).unwrap_or(1).max(1),
                "count" => read.count = u64::try_from(number()?).unwrap_or(0).min(MAX_COUNT),
                "attributes" => read.is_without_members = !names_members(&value),
                "excludedAttributes" => read.is_without_members = names_members(&value),
                _ => {}
            }
        }
        Ok(read)
    }

    /// The value that the attribute must have.
    pub fn value(&self, attribute: &str) -> Option<&str> {
        self.conditions.iter().find(|(name, _)| name == attribute).map(|(_, value)| value.as_str())
    }
}

fn names_members(attributes: &str) -> bool {
    attributes.split(',').any(|name| name.trim().rsplit([':']).next().unwrap_or(name).eq_ignore_ascii_case("members"))
}

/// Reads comparisons with `eq`: attributes in lower case, with their values.
///
/// # Errors
/// [`ScimError::Invalid`] for another filter.
pub fn parse(text: &str) -> Result<Vec<(String, String)>, ScimError> {
    let unsupported = || {
        ScimError::Invalid(
            "invalidFilter",
            "Use comparisons such as userName eq \"ada@example.com\", joined by and.".to_owned(),
        )
    };
    if text.chars().count() > MAX_FILTER_CHARACTERS {
        return Err(unsupported());
    }
    let mut conditions: Vec<(String, String)> = Vec::new();
    let mut rest = text.trim();
    loop {
        let (attribute, after) = rest.split_once(' ').ok_or_else(unsupported)?;
        let (operator, after) = after.trim_start().split_once(' ').ok_or_else(unsupported)?;
        let is_name =
            attribute.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | ':' | '_'));
        if !operator.eq_ignore_ascii_case("eq") || !is_name {
            return Err(unsupported());
        }
        let (value, after) = read_value(after.trim_start()).ok_or_else(unsupported)?;
        let attribute = attribute.rsplit(':').next().unwrap_or(attribute).to_ascii_lowercase();
        if attribute.is_empty() || conditions.iter().any(|(name, _)| *name == attribute) {
            return Err(unsupported());
        }
        conditions.push((attribute, value));
        let after = after.trim();
        if after.is_empty() {
            return Ok(conditions);
        }
        let (word, next) = after.split_once(' ').ok_or_else(unsupported)?;
        if !word.eq_ignore_ascii_case("and") {
            return Err(unsupported());
        }
        rest = next.trim_start();
    }
}

/// A JSON string, or a truth value, and the text after it.
fn read_value(text: &str) -> Option<(String, &str)> {
    if !text.starts_with('"') {
        let end = text.find(' ').unwrap_or(text.len());
        let (value, after) = text.split_at(end);
        return matches!(value.to_ascii_lowercase().as_str(), "true" | "false")
            .then(|| (value.to_ascii_lowercase(), after));
    }
    let mut is_escaped = false;
    let end = text.char_indices().skip(1).find(|(_, letter)| {
        let ends = *letter == '"' && !is_escaped;
        is_escaped = *letter == '\\' && !is_escaped;
        ends
    })?;
    let (quoted, after) = text.split_at(end.0 + 1);
    Some((serde_json::from_str(quoted).ok()?, after))
}

/// A filter is a list of different attributes; written out again, it reads the same.
#[cfg(fuzzing)]
pub fn fuzz(text: &str) {
    if let Ok(query) = ListQuery::read(text) {
        assert!(query.start_index >= 1 && query.count <= MAX_COUNT);
    }
    let Ok(conditions) = parse(text) else { return };
    let quoted = |value: &String| serde_json::to_string(value).unwrap();
    let written: Vec<String> = conditions.iter().map(|(name, value)| format!("{name} eq {}", quoted(value))).collect();
    let written = written.join(" and ");
    // a character that was written as it is may be escaped now
    if written.chars().count() <= MAX_FILTER_CHARACTERS {
        assert_eq!(parse(&written).ok(), Some(conditions));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn conditions(filter: &str) -> Option<Vec<(String, String)>> {
        parse(filter).ok()
    }

    #[test]
    fn comparisons_are_read() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(conditions("userName eq \"a@b.example\""), Some(vec![pair("username", "a@b.example")]));
        assert_eq!(
            conditions(
                "externalId EQ \"a \\\" and b\" AND urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"c\""
            ),
            Some(vec![pair("externalid", "a \" and b"), pair("username", "c")])
        );
        assert_eq!(conditions("active eq true"), Some(vec![pair("active", "true")]));
    }

    #[test]
    fn others_are_refused() {
        for filter in [
            "",
            "urn: eq true",
            "userName",
            "userName pr",
            "userName eq",
            "userName eq a",
            "userName eq \"a",
            "userName co \"a\"",
            "userName eq \"a\" or userName eq \"b\"",
            "userName eq \"a\" and",
            "userName eq \"a\" and userName eq \"b\"",
            "emails[type eq \"work\"] eq \"a\"",
            "(userName eq \"a\")",
        ] {
            assert_eq!(conditions(filter), None, "{filter}");
        }
    }

    #[test]
    fn pages() {
        let read = |query: &str| ListQuery::read(query).map(|read| (read.start_index, read.count)).ok();
        assert_eq!(read(""), Some((1, 100)));
        assert_eq!(read("startIndex=0&count=-1"), Some((1, 0)));
        assert_eq!(read("startIndex=5&count=1000"), Some((5, 100)));
        assert_eq!(read("count=many"), None);
    }

    #[test]
    fn members_are_left_out() {
        let read = |query: &str| ListQuery::read(query).map(|read| read.is_without_members).ok();
        assert_eq!(read(""), Some(false));
        assert_eq!(read("excludedAttributes=members"), Some(true));
        assert_eq!(read("excludedAttributes=id,urn:ietf:params:scim:schemas:core:2.0:Group:Members"), Some(true));
        assert_eq!(read("attributes=id,displayName"), Some(true));
        assert_eq!(read("attributes=members"), Some(false));
    }

    proptest! {
        #[test]
        fn no_filter_panics(text in ".{0,60}", value in "\"[^\"]{0,10}\\\\?\"?") {
            let _ = parse(&text);
            let _ = parse(&format!("userName eq {value}"));
        }
    }
}
