//! Reads the output of a process.

use std::collections::VecDeque;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::sync::Notify;

use crate::output::{LineSplitter, sanitize};

const CHUNK: usize = 16 * 1024;
/// The bytes of the last lines that are kept: what npm prints about a failure, with all of its usage.
const TAIL_BYTES: usize = 16 * 1024;

/// Reads to the end, calls `line` with each sanitized line, and returns the last lines that are not empty: at least one,
/// and at most [`TAIL_BYTES`].
pub async fn read_lines(mut source: impl AsyncRead + Unpin, line: impl Fn(&str)) -> Vec<String> {
    let mut tail = VecDeque::new();
    let mut tail_bytes = 0;
    let mut take = |bytes: &[u8], is_truncated| {
        let text = sanitize(bytes, is_truncated);
        line(&text);
        if !text.trim().is_empty() {
            tail_bytes += text.len();
            tail.push_back(text);
            while tail_bytes > TAIL_BYTES && tail.len() > 1 {
                tail_bytes -= tail.pop_front().map_or(0, |first| first.len());
            }
        }
    };
    let mut splitter = LineSplitter::default();
    let mut chunk = vec![0; CHUNK];
    // a read error on a pipe counts as its end
    while let Ok(length @ 1..) = source.read(&mut chunk).await {
        splitter.feed(chunk.get(..length).unwrap_or_default(), &mut take);
    }
    splitter.finish(&mut take);
    tail.into()
}

/// The result of [`capture`].
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Captured {
    pub bytes: Vec<u8>,
    /// Whether there were more bytes than the limit.
    pub is_truncated: bool,
}

/// Reads to the end and keeps at most `limit` bytes; notifies `overflow` as soon as there are more.
pub async fn capture(mut source: impl AsyncRead + Unpin, limit: usize, overflow: &Notify) -> Captured {
    let mut captured = Captured::default();
    let mut chunk = vec![0; CHUNK];
    while let Ok(length @ 1..) = source.read(&mut chunk).await {
        let room = limit.saturating_sub(captured.bytes.len());
        captured.bytes.extend_from_slice(chunk.get(..length.min(room)).unwrap_or_default());
        if length > room && !captured.is_truncated {
            captured.is_truncated = true;
            overflow.notify_one();
        }
    }
    captured
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[tokio::test]
    async fn lines_are_sanitized_and_the_last_are_returned() {
        let lines = RefCell::new(Vec::new());
        let printed = (0..5_000).map(|number| format!("\u{1b}[3{number}mline {number}\r\n\n")).collect::<String>();
        let tail = read_lines(printed.as_bytes(), |line| lines.borrow_mut().push(line.to_owned())).await;
        assert_eq!(lines.borrow().len(), 10_000);
        assert_eq!(lines.borrow()[2], "line 1");
        let first = 5_000 - TAIL_BYTES / "line 4999".len();
        assert_eq!(tail, (first..5_000).map(|number| format!("line {number}")).collect::<Vec<_>>());
        let long = "x".repeat(TAIL_BYTES * 2);
        assert_eq!(read_lines(long.as_bytes(), |_| ()).await.len(), 1);
    }

    #[tokio::test]
    async fn a_capture_is_bounded() {
        let overflow = Notify::new();
        let printed = vec![b'x'; 3 * CHUNK];
        let captured = capture(printed.as_slice(), CHUNK + 1, &overflow).await;
        assert_eq!((captured.bytes.len(), captured.is_truncated), (CHUNK + 1, true));
        overflow.notified().await;
        let whole = capture(printed.as_slice(), printed.len(), &overflow).await;
        assert_eq!(whole, Captured { bytes: printed, is_truncated: false });
    }
}
