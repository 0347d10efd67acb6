//! An incremental parser of server-sent events.
//!
//! Source: HTML Living Standard, 9.2.6 "Interpreting an event stream".

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SseEvent {
    /// The last `id` of the stream so far; empty without one.
    pub(super) id: String,
    /// The `event` field; `message` without one.
    pub(super) kind: String,
    pub(super) data: String,
}

/// A line or an event exceeds the limit.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLarge;

/// The state of the parser.
#[derive(Debug)]
pub(super) struct SseParser {
    max_bytes: usize,
    line: Vec<u8>,
    after_carriage_return: bool,
    first_line: bool,
    id: String,
    kind: String,
    data: Option<String>,
}

impl SseParser {
    /// `max_bytes` limits a line and the data of an event.
    pub(super) const fn new(max_bytes: usize) -> Self {
        Self {
            max_bytes,
            line: Vec::new(),
            after_carriage_return: false,
            first_line: true,
            id: String::new(),
            kind: String::new(),
            data: None,
        }
    }

    /// Parses a chunk. Returns the events that are complete.
    ///
    /// # Errors
    /// [`TooLarge`]; the parser cannot be used afterwards.
    pub(super) fn push(&mut self, chunk: &[u8]) -> Result<Vec<SseEvent>, TooLarge> {
        let mut events = Vec::new();
        let mut rest = chunk;
        while !rest.is_empty() {
            if std::mem::take(&mut self.after_carriage_return)
                && let Some(after) = rest.strip_prefix(b"\n")
            {
                rest = after;
                continue;
            }
            let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let (part, after) = rest.split_at(end.unwrap_or(rest.len()));
            if self.line.len() + part.len() > self.max_bytes {
                return Err(TooLarge);
            }
            self.line.extend_from_slice(part);
            if let Some((separator, after)) = after.split_first() {
                self.after_carriage_return = *separator == b'\r';
                let line = std::mem::take(&mut self.line);
                events.extend(self.take_line(&line)?);
                rest = after;
            } else {
                rest = after;
            }
        }
        Ok(events)
    }

    fn take_line(&mut self, line: &[u8]) -> Result<Option<SseEvent>, TooLarge> {
        let line = String::from_utf8_lossy(line);
        let mut line = line.as_ref();
        if std::mem::take(&mut self.first_line) {
            line = line.strip_prefix('\u{FEFF}').unwrap_or(line);
        }
        if line.is_empty() {
            return Ok(self.dispatch());
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.kind),
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            "data" => match &mut self.data {
                Some(data) if data.len() + value.len() >= self.max_bytes => return Err(TooLarge),
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                // bytes that are not UTF-8 become longer
                None if value.len() > self.max_bytes => return Err(TooLarge),
                None => self.data = Some(value.to_owned()),
            },
            // comments have an empty field name; `retry` is ignored, because the caller decides
            _ => {}
        }
        Ok(None)
    }

    fn dispatch(&mut self) -> Option<SseEvent> {
        let kind = std::mem::take(&mut self.kind);
        let data = self.data.take()?;
        let kind = if kind.is_empty() { "message".to_owned() } else { kind };
        Some(SseEvent { id: self.id.clone(), kind, data })
    }
}

/// The events do not depend on where the stream is cut.
#[cfg(fuzzing)]
pub fn fuzz(bytes: &[u8]) {
    let mut whole = SseParser::new(256);
    let expected = whole.push(bytes);
    let mut parser = SseParser::new(256);
    let mut events = Vec::new();
    for byte in bytes {
        match parser.push(std::slice::from_ref(byte)) {
            Ok(more) => events.extend(more),
            Err(TooLarge) => return assert!(expected.is_err()),
        }
    }
    assert!(events.iter().all(|event| event.data.len() <= 256 && !event.id.contains('\0')));
    assert_eq!(expected, Ok(events));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn event(id: &str, kind: &str, data: &str) -> SseEvent {
        SseEvent { id: id.into(), kind: kind.into(), data: data.into() }
    }

    fn read(text: &str) -> Vec<SseEvent> {
        SseParser::new(1_000).push(text.as_bytes()).unwrap()
    }

    #[test]
    fn parses_the_examples_of_the_standard() {
        assert_eq!(read("data: YHOO\ndata: +2\ndata: 10\n\n"), [event("", "message", "YHOO\n+2\n10")]);
        assert_eq!(
            read(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n"),
            [event("1", "message", "first event"), event("", "message", "second event")]
        );
        assert_eq!(read("data\n\ndata\ndata\n\ndata:"), [event("", "message", ""), event("", "message", "\n")]);
        assert_eq!(read("data:test\n\ndata: test\n\n"), vec![event("", "message", "test"); 2]);
        assert_eq!(read("event: add\ndata: 73857293\n\n"), [event("", "add", "73857293")]);
    }

    #[test]
    fn ids_persist_and_kinds_do_not() {
        assert_eq!(
            read("\u{FEFF}id: 7\r\nevent: log\r\ndata: a\r\n\r\nevent: lost\r\rdata: b\r\r"),
            [event("7", "log", "a"), event("7", "message", "b")]
        );
    }

    #[test]
    fn rejects_large_events() {
        assert_eq!(SseParser::new(10).push(b"data: 0123456789"), Err(TooLarge));
        assert_eq!(SseParser::new(10).push(b"data: 012\ndata: 345\ndata: 6789\ndata:0\n"), Err(TooLarge));
        assert_eq!(SseParser::new(10).push(b"data: \xff\xff\xff\xff\n\n"), Err(TooLarge));
        assert!(SseParser::new(10).push(b"data: 0123\n\ndata: 0123\n\n").is_ok());
    }

    fn any_line_end() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec!["\n", "\r\n", "\r"])
    }

    proptest! {
        /// Chunk boundaries, also within a character, do not change the result.
        #[test]
        fn chunks_make_no_difference(
            sent in prop::collection::vec(("[a-z]{1,5}", "\\PC{0,12}", any_line_end(), any::<bool>()), 0..12),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
        ) {
            let mut stream = String::new();
            let mut expected = Vec::new();
            for (number, (kind, data, end, heartbeat)) in sent.iter().enumerate() {
                if *heartbeat {
                    stream.push_str(&format!(":{end}{end}"));
                }
                stream.push_str(&format!("id: {number}{end}event: {kind}{end}data: {data}{end}{end}"));
                expected.push(event(&number.to_string(), kind, data));
            }
            let bytes = stream.as_bytes();
            let mut positions: Vec<_> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            positions.extend([0, bytes.len()]);
            positions.sort_unstable();
            let mut parser = SseParser::new(1_000);
            let mut events = Vec::new();
            for pair in positions.windows(2) {
                events.extend(parser.push(&bytes[pair[0]..pair[1]]).unwrap());
            }
            prop_assert_eq!(events, expected);
        }

        #[test]
        fn never_fails_on_garbage(chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..10)) {
            let mut parser = SseParser::new(10_000);
            for chunk in chunks {
                prop_assert!(parser.push(&chunk).is_ok());
            }
        }
    }
}
