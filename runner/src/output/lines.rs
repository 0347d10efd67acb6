//! Splits a stream of bytes into lines of bounded length.

/// The bytes kept of a line before it is sanitized: twice the limit of a sanitized line
/// ([`super::sanitize::MAX_LINE`]), because sanitizing removes terminal escapes.
const MAX_RAW_LINE: usize = 16 * 1024;

/// Splits chunks of bytes into lines that end in `\n` or `\r\n`. A `\r` within a line returns to its start, as on a
/// terminal: a progress bar that redraws itself a thousand times is one line, with its last state.
#[derive(Debug, Default)]
pub struct LineSplitter {
    line: Vec<u8>,
    is_truncated: bool,
    /// The next character replaces the line, unless it ends it.
    has_returned: bool,
}

impl LineSplitter {
    /// Adds a chunk. Calls `line` with each complete line and whether it was truncated.
    pub fn feed(&mut self, bytes: &[u8], mut line: impl FnMut(&[u8], bool)) {
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            let (head, tail) = rest.split_at(end);
            self.push(head);
            match tail.split_first() {
                Some((b'\r', after)) => {
                    self.has_returned = true;
                    rest = after;
                }
                Some((_, after)) => {
                    self.emit(&mut line);
                    rest = after;
                }
                None => rest = tail,
            }
        }
        self.push(rest);
    }

    /// Calls `line` with the last line if it has no line end.
    pub fn finish(mut self, mut line: impl FnMut(&[u8], bool)) {
        if !self.line.is_empty() {
            self.emit(&mut line);
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        if std::mem::take(&mut self.has_returned) {
            self.line.clear();
            self.is_truncated = false;
        }
        let room = MAX_RAW_LINE.saturating_sub(self.line.len());
        let kept = bytes.get(..room).unwrap_or(bytes);
        self.is_truncated |= kept.len() < bytes.len();
        self.line.extend_from_slice(kept);
    }

    fn emit(&mut self, line: &mut impl FnMut(&[u8], bool)) {
        line(&self.line, self.is_truncated);
        self.line.clear();
        self.is_truncated = false;
        self.has_returned = false;
    }
}

/// The lines do not depend on where the output is cut.
#[cfg(fuzzing)]
pub fn fuzz(bytes: &[u8]) {
    let split = |pieces: &mut dyn Iterator<Item = &[u8]>| {
        let (mut splitter, mut lines) = (LineSplitter::default(), Vec::new());
        for piece in pieces {
            splitter.feed(piece, |line, is_truncated| lines.push((line.to_vec(), is_truncated)));
        }
        splitter.finish(|line, is_truncated| lines.push((line.to_vec(), is_truncated)));
        lines
    };
    let whole = split(&mut std::iter::once(bytes));
    assert_eq!(split(&mut bytes.chunks(1)), whole);
    assert!(whole.iter().all(|(line, _)| line.len() <= MAX_RAW_LINE && !line.contains(&b'\n')));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn split(pieces: &[&[u8]]) -> Vec<(Vec<u8>, bool)> {
        let mut lines = Vec::new();
        let mut splitter = LineSplitter::default();
        for piece in pieces {
            splitter.feed(piece, |line, is_truncated| lines.push((line.to_vec(), is_truncated)));
        }
        splitter.finish(|line, is_truncated| lines.push((line.to_vec(), is_truncated)));
        lines
    }

    fn texts(pieces: &[&[u8]]) -> Vec<String> {
        split(pieces).into_iter().map(|(line, _)| String::from_utf8(line).unwrap()).collect()
    }

    #[test]
    fn lines_end_in_a_line_feed_with_or_without_a_carriage_return() {
        assert_eq!(texts(&[b"a\nb\r\nc"]), ["a", "b", "c"]);
        assert_eq!(texts(&[b"a\r", b"\nb"]), ["a", "b"]);
        assert_eq!(texts(&[b"a\r", b"", b"\nb\n"]), ["a", "b"]);
        assert_eq!(texts(&[b"\n\n"]), ["", ""]);
        assert!(texts(&[]).is_empty());
    }

    #[test]
    fn a_progress_bar_is_one_line_with_its_last_state() {
        assert_eq!(texts(&[b"10%\r20%\r100%\ndone\n"]), ["100%", "done"]);
        assert_eq!(texts(&[b"10%\r", b"20%\r"]), ["20%"]);
        assert_eq!(texts(&[b"10%\r\r\n", b"\rnext"]), ["10%", "next"]);
        let long = vec![b'x'; 2 * MAX_RAW_LINE];
        assert_eq!(split(&[&long, b"\rshort\n"]), [(b"short".to_vec(), false)]);
    }

    #[test]
    fn a_long_line_is_truncated_and_the_next_is_complete() {
        let long = vec![b'x'; 3 * MAX_RAW_LINE];
        let lines = split(&[&long, &long, b"\nnext\n"]);
        assert_eq!((lines[0].0.len(), lines[0].1), (MAX_RAW_LINE, true));
        assert_eq!(lines[1], (b"next".to_vec(), false));
    }

    proptest! {
        #[test]
        fn chunk_boundaries_do_not_matter(text in "[ab\r\n]{0,40}", cuts in prop::collection::vec(0_usize..40, 0..6)) {
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(text.len())).collect();
            cuts.sort_unstable();
            let mut pieces = Vec::new();
            let mut start = 0;
            for cut in cuts {
                pieces.push(&text.as_bytes()[start..cut]);
                start = cut;
            }
            pieces.push(&text.as_bytes()[start..]);
            prop_assert_eq!(split(&pieces), split(&[text.as_bytes()]));
        }
    }
}
