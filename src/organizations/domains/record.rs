//! TXT records, looked up by DNS over HTTPS: `GET <DNS_URL>?name=…&type=TXT` with `accept: application/dns-json`, in
//! the JSON form of Cloudflare's and Google's resolvers.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;

use crate::edge::Edge;
use crate::platform::http_client::{HttpClient, Request};

/// RFC 1035, 3.2.2.
const TXT: u16 = 16;
/// Response codes, RFC 1035, 4.1.1.
const NO_ERROR: u16 = 0;
const NO_SUCH_NAME: u16 = 3;

#[derive(FromJson)]
struct Answer {
    #[serde(rename = "Status")]
    status: u16,
    #[serde(rename = "Answer", default)]
    answers: Vec<Record>,
}

#[derive(FromJson)]
struct Record {
    #[serde(rename = "type")]
    kind: u16,
    data: String,
}

/// Records beyond these are not read.
const MAX_RECORDS: usize = 20;

/// The texts of the TXT records with this name. `name` must be a host name.
///
/// # Errors
/// [`Error::ExternalApi`] when the resolver fails.
pub async fn texts(edge: &Edge, name: &str) -> Result<Vec<String>, Error> {
    let failed = |detail: String| Error::ExternalApi { service: "dns", detail };
    let url = format!("{}?name={name}&type=TXT", edge.config().dns()?.url);
    let request = Request::get(url).header("accept", "application/dns-json");
    let response = HttpClient::new("dns").send(&request).await?;
    if response.status != 200 {
        return Err(failed(format!("status {}", response.status)));
    }
    read(&response.body).map_err(failed)
}

/// Whether one of the texts is this value. Some providers keep the quotes that people type, spaces around them, or
/// change the case; the value's letters and digits are what proves.
pub fn contain(texts: &[String], value: &str) -> bool {
    let ignored = |character: char| character.is_whitespace() || matches!(character, '"' | '\'' | '\\');
    texts.iter().any(|text| text.trim_matches(ignored).eq_ignore_ascii_case(value))
}

fn read(body: &str) -> Result<Vec<String>, String> {
    let answer: Answer = steward_kernel::from_json::read(body).map_err(|error| error.to_string())?;
    match answer.status {
        NO_SUCH_NAME => Ok(Vec::new()),
        NO_ERROR => {
            let records = answer.answers.iter().filter(|record| record.kind == TXT);
            Ok(records.map(|record| text(&record.data)).take(MAX_RECORDS).collect())
        }
        code => Err(format!("response code {code}")),
    }
}

/// The text of a record: quoted strings of at most 255 bytes each, one after the other (RFC 1035, 5.1). Some resolvers
/// send it without quotes.
fn text(data: &str) -> String {
    if !data.starts_with('"') {
        return data.to_owned();
    }
    let mut text = String::with_capacity(data.len());
    let mut characters = data.chars();
    let mut quoted = false;
    while let Some(character) = characters.next() {
        match character {
            '"' => quoted = !quoted,
            '\\' if quoted => text.extend(characters.next()),
            _ if quoted => text.push(character),
            _ => {}
        }
    }
    text
}

/// A record's text is a part of what the resolver sent, and there is a bounded number of them.
#[cfg(fuzzing)]
pub fn fuzz(text_or_body: &str) {
    assert!(text(text_or_body).len() <= text_or_body.len());
    let quoted: String = text_or_body.chars().filter(|character| !matches!(character, '"' | '\\')).collect();
    assert_eq!(text(&format!("\"{quoted}\"")), quoted);
    let body = serde_json::json!({ "Status": 0, "Answer": [{ "type": TXT, "data": text_or_body }] }).to_string();
    assert_eq!(read(&body).unwrap(), [text(text_or_body)]);
    assert!(read(text_or_body).unwrap_or_default().len() <= MAX_RECORDS);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, records: &str) -> String {
        format!(r#"{{"Status":{status},"TC":false,"Answer":[{records}]}}"#)
    }

    #[test]
    fn one_record_of_several_has_the_value() {
        let records = r#"{"name":"_steward.a.example","type":5,"TTL":300,"data":"b.example."},
            {"name":"b.example","type":16,"TTL":300,"data":"\"v=spf1 -all\""},
            {"name":"b.example","type":16,"TTL":300,"data":"\"steward-\" \"verification=1\""}"#;
        let texts = read(&answer(0, records)).unwrap();
        assert_eq!(texts, ["v=spf1 -all", "steward-verification=1"], "a CNAME is no text");
        assert!(contain(&texts, "steward-verification=1") && !contain(&texts, "steward-verification=2"));
    }

    #[test]
    fn typed_quotes_spaces_and_capitals_do_not_matter() {
        for typed in ["a=1f", "\"a=1f\"", "'a=1F'", " a=1f ", "\\\"a=1f\\\"", "A=1F"] {
            assert!(contain(&[typed.to_owned()], "a=1f"), "{typed}");
        }
        for other in ["a=1f0", "a= 1f", "", "a=1"] {
            assert!(!contain(&[other.to_owned()], "a=1f"), "{other}");
        }
    }

    #[test]
    fn a_missing_record_has_no_value_and_a_failure_is_an_error() {
        assert_eq!(read(r#"{"Status":3}"#), Ok(Vec::new()));
        assert_eq!(read(r#"{"Status":0}"#), Ok(Vec::new()));
        for broken in [r#"{"Status":2}"#, "{}", "<html>", ""] {
            assert!(read(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn quotes_and_escapes() {
        assert_eq!(text(r#""a\"b" "c\\d""#), r#"a"bc\d"#);
        assert_eq!(text("plain"), "plain");
        assert_eq!(text("\""), "");
    }
}
