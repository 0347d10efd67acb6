//! Splits a stream of bytes into lines of bounded length.

/// The bytes kept of a line before it is sanitized: twice the limit of a sanitized line
/// ([`super::sanitize::MAX_LINE`]), because sanitizing removes terminal escapes.
const MAX_RAW_LINE: usize = 16 * 1024;

/// Splits chunks of bytes into lines that end in `\n`, `\r\n` or `\r` (as progress bars write).
#[derive(Debug, Default)]
pub struct LineSplitter {
    line: Vec<u8>,
    is_truncated: bool,
    ended_by_return: bool,
}

impl LineSplitter {
    /// Adds a chunk. Calls `line` with each complete line and whether it was truncated.
    pub fn feed(&mut self, bytes: &[u8], mut line: impl FnMut(&[u8], bool)) {
        let mut rest = bytes;
        if self.ended_by_return && !rest.is_empty() {
            self.ended_by_return = false;
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        while let Some(end) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            let (head, tail) = rest.split_at(end);
            self.push(head);
            self.emit(&mut line);
            rest = match tail {
                [b'\r'] => {
                    self.ended_by_return = true;
                    &[]
                }
                [b'\r', b'\n', after @ ..] | [_, after @ ..] => after,
                [] => &[],
            };
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
        let room = MAX_RAW_LINE.saturating_sub(self.line.len());
        let kept = bytes.get(..room).unwrap_or(bytes);
        self.is_truncated |= kept.len() < bytes.len();
        self.line.extend_from_slice(kept);
    }

    fn emit(&mut self, line: &mut impl FnMut(&[u8], bool)) {
        line(&self.line, self.is_truncated);
        self.line.clear();
        self.is_truncated = false;
    }
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
    fn every_kind_of_line_end_is_recognized() {
        assert_eq!(texts(&[b"a\nb\r\nc\rd"]), ["a", "b", "c", "d"]);
        assert_eq!(texts(&[b"a\r", b"\nb"]), ["a", "b"]);
        assert_eq!(texts(&[b"a\r", b"", b"\nb\n"]), ["a", "b"]);
        assert_eq!(texts(&[b"\n\n"]), ["", ""]);
        assert!(texts(&[]).is_empty());
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
