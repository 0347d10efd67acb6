//! A list of addresses as people paste or upload it: one on each line, a CSV file, or the recipients of an email.

/// An address in a list.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// From 1.
    pub line: u32,
    /// The text that should be an address.
    pub text: String,
}

/// Reads the entries, at most `limit` and one more. Of a line's fields, those with an `@` are entries:
/// `Lovelace, Ada <ada@example.com>` is one. A line without such a field is one entry, except for a header and for empty
/// lines.
#[must_use]
pub fn entries(list: &str, limit: usize) -> Vec<Entry> {
    let numbered = (1_u32..).zip(list.trim_start_matches('\u{feff}').lines());
    let mut is_first = true;
    numbered
        .flat_map(|(line, text)| {
            let fields = fields(text);
            let mut addresses: Vec<String> =
                fields.iter().filter(|field| field.contains('@')).map(|field| address(field)).collect();
            let is_empty = fields.iter().all(String::is_empty);
            if addresses.is_empty() && !is_empty && !(is_first && is_header(&fields)) {
                addresses.push(text.trim().to_owned());
            }
            is_first = is_first && is_empty;
            addresses.into_iter().map(move |text| Entry { line, text })
        })
        .take(limit + 1)
        .collect()
}

/// The fields of a line, without their quotes. A separator inside of quotes belongs to its field (RFC 4180).
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut is_quoted = false;
    for character in line.chars() {
        match character {
            '"' => is_quoted = !is_quoted,
            ',' | ';' | '\t' if !is_quoted => fields.push(String::new()),
            _ => {
                if let Some(field) = fields.last_mut() {
                    field.push(character);
                }
            }
        }
    }
    fields.into_iter().map(|field| field.trim().to_owned()).collect()
}

/// `ada@example.com` of `Ada <ada@example.com>`.
fn address(field: &str) -> String {
    let inside = field.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(inside, _)| inside);
    inside.unwrap_or(field).trim().trim_start_matches("mailto:").to_owned()
}

fn is_header(fields: &[String]) -> bool {
    const NAMES: [&str; 5] = ["email", "e-mail", "email address", "mail", "address"];
    fields.iter().any(|field| NAMES.iter().any(|name| field.eq_ignore_ascii_case(name)))
}

/// An entry is text of its line, and there are no more than the limit and one.
#[cfg(fuzzing)]
pub fn fuzz(list: &str) {
    let lines: Vec<&str> = list.split('\n').collect();
    for Entry { line, text } in entries(list, 20) {
        let line = lines[usize::try_from(line).unwrap() - 1];
        assert!(text.len() <= line.len(), "{text:?} in {line:?}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(list: &str) -> Vec<(u32, String)> {
        entries(list, 500).into_iter().map(|Entry { line, text }| (line, text)).collect()
    }

    fn expected(entries: &[(u32, &str)]) -> Vec<(u32, String)> {
        entries.iter().map(|(line, text)| (*line, (*text).to_owned())).collect()
    }

    #[test]
    fn a_list_has_an_address_on_each_line() {
        assert_eq!(read("a@x.example\n\n  b@x.example \n"), expected(&[(1, "a@x.example"), (3, "b@x.example")]));
        assert_eq!(read("\u{feff}a@x.example"), expected(&[(1, "a@x.example")]));
    }

    #[test]
    fn names_are_left_out() {
        let list = "Ada <ada@x.example>\n\"Lovelace, Ada\" <al@x.example>\nLovelace, Ada <la@x.example>\n<b@x.example>";
        assert_eq!(
            read(list),
            expected(&[(1, "ada@x.example"), (2, "al@x.example"), (3, "la@x.example"), (4, "b@x.example")])
        );
    }

    #[test]
    fn recipients_of_an_email_are_read() {
        assert_eq!(
            read("Ada <a@x.example>, b@x.example; mailto:c@x.example"),
            expected(&[(1, "a@x.example"), (1, "b@x.example"), (1, "c@x.example")])
        );
    }

    #[test]
    fn a_file_of_csv_is_read() {
        let list = "Name,Email,Team\r\nAda,ada@x.example,Engines\r\n\"B, C\",bc@x.example,\r\n";
        assert_eq!(read(list), expected(&[(2, "ada@x.example"), (3, "bc@x.example")]));
    }

    #[test]
    fn what_is_no_address_is_an_entry() {
        assert_eq!(read("a@x.example\nnobody\nx, y"), expected(&[(1, "a@x.example"), (2, "nobody"), (3, "x, y")]));
        assert_eq!(read("Ada <ada@x.example"), expected(&[(1, "Ada <ada@x.example")]));
        assert_eq!(read(""), []);
    }

    #[test]
    fn a_list_is_read_up_to_its_limit() {
        assert_eq!(entries(&"a@x.example\n".repeat(50_000), 500).len(), 501);
    }
}
