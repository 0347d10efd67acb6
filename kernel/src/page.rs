//! Keyset pagination: `?limit=1..100&cursor=…`; the response has the cursor of the next page.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::error::Error;

/// The default number of rows of a page.
pub const DEFAULT_LIMIT: u32 = 20;
/// The most rows of a page.
pub const MAX_LIMIT: u32 = 100;

/// The query parameters of a list.
#[derive(Debug, Clone, steward_macros::FromJson, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The most items in the page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    #[serde(deserialize_with = "text")]
    limit: Option<u32>,
    /// The `nextCursor` of the previous page.
    #[param(max_length = 200)]
    cursor: Option<String>,
}

impl PageQuery {
    /// The requested number of rows.
    ///
    /// # Errors
    /// [`Error::Validation`] outside of 1..=100.
    pub fn limit(&self) -> Result<u32, Error> {
        match self.limit {
            None => Ok(DEFAULT_LIMIT),
            Some(limit) if (1..=MAX_LIMIT).contains(&limit) => Ok(limit),
            Some(_) => Err(Error::field("limit", "Use a limit from 1 to 100.")),
        }
    }

    /// The key after which the page starts; none for the first page.
    ///
    /// # Errors
    /// [`Error::Validation`] when the cursor is invalid.
    pub fn after(&self) -> Result<Option<String>, Error> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        URL_SAFE_NO_PAD
            .decode(cursor)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .filter(|key| !key.is_empty() && key.len() <= 150)
            .map(Some)
            .ok_or_else(|| Error::field("cursor", "Use the nextCursor of the previous page."))
    }

    /// As [`Self::after`], for lists ordered by an integer.
    ///
    /// # Errors
    /// [`Error::Validation`] when the cursor is invalid.
    pub fn after_number(&self) -> Result<Option<i64>, Error> {
        let invalid = || Error::field("cursor", "Use the nextCursor of the previous page.");
        self.after()?.map(|key| key.parse().map_err(|_| invalid())).transpose()
    }
}

/// A page of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    pub items: Vec<T>,
    /// The cursor of the next page; null on the last page.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// Creates a page from up to `limit + 1` selected rows; the extra row shows that there is a next page.
    pub fn new(mut rows: Vec<T>, limit: u32, key: impl Fn(&T) -> String) -> Self {
        let limit = limit as usize;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| more).map(|last| URL_SAFE_NO_PAD.encode(key(last)));
        Self { items: rows, next_cursor }
    }
}

/// The JSON of a [`Page`] whose items SQLite wrote: they are separated by commas. `last` is the key of the last item, and
/// absent on the last page.
#[must_use]
pub fn page_json(items: &str, last: Option<&str>) -> String {
    let (quote, cursor) = match last {
        Some(key) => ("\"", URL_SAFE_NO_PAD.encode(key)),
        None => ("", "null".to_owned()),
    };
    format!("{{\"items\":[{items}],\"nextCursor\":{quote}{cursor}{quote}}}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn query(limit: Option<u32>, cursor: Option<String>) -> PageQuery {
        PageQuery { limit, cursor }
    }

    #[test]
    fn limits() {
        assert_eq!(query(None, None).limit().unwrap(), 20);
        assert_eq!(query(Some(100), None).limit().unwrap(), 100);
        assert!(query(Some(0), None).limit().is_err());
        assert!(query(Some(101), None).limit().is_err());
    }

    #[test]
    fn the_last_page_has_no_cursor() {
        assert_eq!(Page::new(vec![1, 2], 2, i32::to_string).next_cursor, None);
        let page = Page::new(vec![3, 2, 1], 2, i32::to_string);
        assert_eq!(page.items, [3, 2]);
        assert_eq!(query(None, page.next_cursor).after_number().unwrap(), Some(2));
    }

    #[test]
    fn a_page_of_text_is_a_page() {
        let written = |numbers: Vec<i32>| {
            let page = Page::new(numbers, 2, i32::to_string);
            serde_json::to_string(&page).unwrap()
        };
        assert_eq!(page_json("3,2", Some("2")), written(vec![3, 2, 1]));
        assert_eq!(page_json("3,2", None), written(vec![3, 2]));
        assert_eq!(page_json("", None), written(vec![]));
    }

    proptest! {
        #[test]
        fn no_cursor_panics(cursor in ".{0,60}") {
            let asked = query(None, Some(cursor));
            let _ = asked.after();
            let _ = asked.after_number();
        }

        #[test]
        fn round_trip(key in "[a-z0-9_]{1,60}") {
            let page = Page::new(vec![key.clone(), "rest".to_owned()], 1, Clone::clone);
            prop_assert_eq!(query(None, page.next_cursor).after().unwrap(), Some(key));
        }
    }
}
