//! The headers of a request.

/// The headers of a request: one text, because most of them are never looked at.
#[derive(Debug, Default)]
pub struct Headers {
    /// A line for each name, in lower case, and a line for its value. Neither can contain a line break.
    lines: String,
}

impl Headers {
    /// From lines as `readHead` in bridge.js writes them.
    #[must_use]
    pub const fn of_lines(lines: String) -> Self {
        Self { lines }
    }

    /// The value of a header, by its name in lower case. The runtime joins repeated headers. A value with characters
    /// other than visible ASCII, spaces and tabs counts as absent.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let is_text = |value: &str| value.bytes().all(|byte| byte == b'\t' || (b' '..=b'~').contains(&byte));
        self.raw(name).filter(|value| is_text(value))
    }

    /// The value of a header, whatever its characters are: for headers that are refused rather than ignored.
    #[must_use]
    pub fn raw(&self, name: &str) -> Option<&str> {
        let mut lines = self.lines.split('\n');
        while let (Some(found), Some(value)) = (lines.next(), lines.next()) {
            if found == name {
                return Some(value);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_found_by_its_name() {
        let headers =
            Headers::of_lines("origin\nhttps://a.test\nuser-agent\n\nx-name\norigin\nx-last\n\u{e9}".to_owned());
        assert_eq!(headers.get("origin"), Some("https://a.test"));
        assert_eq!(headers.get("user-agent"), Some(""));
        assert_eq!(headers.get("x-name"), Some("origin"));
        assert_eq!(headers.get("x-last"), None, "not ASCII");
        assert_eq!(headers.raw("x-last"), Some("\u{e9}"));
        assert_eq!(headers.get("https://a.test"), None, "a value is not a name");
        assert_eq!(Headers::default().get("origin"), None);
    }
}
