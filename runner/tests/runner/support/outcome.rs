//! A client for the event stream of a build.

use futures::StreamExt;
use reqwest::RequestBuilder;
use serde_json::Value;
use tokio::time::timeout;

use super::TEST_TIMEOUT;

#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub number: u64,
    pub kind: String,
    pub data: Value,
}

type Chunks = std::pin::Pin<Box<dyn futures::Stream<Item = reqwest::Result<axum::body::Bytes>> + Send>>;

pub struct EventStream {
    chunks: Chunks,
    unread: Vec<u8>,
}

impl EventStream {
    pub async fn open(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { chunks: Box::pin(response.bytes_stream()), unread: Vec::new() }
    }

    /// The next event; none when the stream is closed.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(end) = self.unread.windows(2).position(|window| window == b"\n\n") {
                let block: Vec<u8> = self.unread.drain(..end + 2).collect();
                if let Some(event) = parse(&String::from_utf8(block).unwrap()) {
                    return Some(event);
                }
                continue;
            }
            let chunk = timeout(TEST_TIMEOUT, self.chunks.next()).await.expect("the stream sends nothing")?.ok()?;
            self.unread.extend_from_slice(&chunk);
        }
    }

    /// All events up to the end of the stream.
    pub async fn rest(mut self) -> Vec<Event> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await {
            events.push(event);
        }
        events
    }

    /// Reads until a log line starts with `prefix` and returns the rest of the line.
    pub async fn log_line(&mut self, prefix: &str) -> String {
        while let Some(event) = self.next().await {
            let mut texts = event.data["lines"].as_array().into_iter().flatten().filter_map(|line| line[3].as_str());
            if let Some(rest) = texts.find_map(|text| text.strip_prefix(prefix)) {
                return rest.to_owned();
            }
        }
        panic!("the stream ended without a line {prefix}…");
    }
}

/// A block without data is a comment.
fn parse(block: &str) -> Option<Event> {
    let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    Some(Event {
        data: serde_json::from_str(field("data")?).unwrap(),
        number: field("id").unwrap().parse().unwrap(),
        kind: field("event").unwrap().to_owned(),
    })
}

#[derive(Debug)]
pub struct Outcome {
    pub events: Vec<Event>,
}

impl Outcome {
    pub fn new(events: Vec<Event>) -> Self {
        let numbers: Vec<u64> = events.iter().map(|event| event.number).collect();
        assert_eq!(numbers, (1..=events.len() as u64).collect::<Vec<_>>(), "numbers without gaps");
        assert_eq!(events.last().unwrap().kind, "end");
        Self { events }
    }

    fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        self.events.iter().filter(move |event| event.kind == kind).map(|event| &event.data)
    }

    fn end(&self) -> &Value {
        &self.events.last().unwrap().data
    }

    /// The status; for a failed build the code of the failure.
    pub fn result(&self) -> &str {
        self.end()["failure"]["code"].as_str().or(self.end()["status"].as_str()).unwrap()
    }

    pub fn message(&self) -> &str {
        self.end()["failure"]["message"].as_str().unwrap_or_default()
    }

    /// The configuration; the build must be complete.
    pub fn configuration(&self) -> Value {
        assert_eq!(self.result(), "complete", "{}", self.message());
        let text = self.of_kind("configuration").next().unwrap()["text"].as_str().unwrap();
        serde_json::from_str(text).unwrap()
    }

    pub fn has_configuration(&self) -> bool {
        self.of_kind("configuration").next().is_some()
    }

    pub fn files(&self) -> &Value {
        self.of_kind("files").next().unwrap()
    }

    /// `name:status` of each step event.
    pub fn steps(&self) -> Vec<String> {
        let text = |data: &Value, name: &str| data[name].as_str().unwrap().to_owned();
        self.of_kind("step").map(|data| format!("{}:{}", text(data, "name"), text(data, "status"))).collect()
    }

    /// The log lines of one stream.
    pub fn lines(&self, stream: &str) -> Vec<&str> {
        let lines = self.of_kind("lines").flat_map(|data| data["lines"].as_array().unwrap());
        lines.filter(|line| line[1] == stream).map(|line| line[3].as_str().unwrap()).collect()
    }
}
