//! Makes the output of programs safe to display.

use std::str::Chars;

/// The most bytes of UTF-8 in a log line, without [`CUT_MARKER`].
pub const MAX_LINE: usize = 8 * 1024;
/// Appended to a truncated line.
pub const CUT_MARKER: &str = " … [line truncated]";

const ESCAPE: char = '\u{1b}';
const BELL: char = '\u{7}';
const CONTROL_SEQUENCE: char = '\u{9b}';
const STRING_TERMINATOR: char = '\u{9c}';

/// Sanitizes one line: replaces bytes that are not UTF-8 by U+FFFD, removes terminal escapes (ECMA-48) and control
/// characters except tabs, and truncates to [`MAX_LINE`]. `is_truncated` says that the input was truncated before.
#[must_use]
pub fn sanitize(line: &[u8], is_truncated: bool) -> String {
    let decoded = String::from_utf8_lossy(line);
    let mut text = String::with_capacity(decoded.len().min(MAX_LINE));
    let mut characters = decoded.chars();
    let mut is_truncated = is_truncated;
    while let Some(character) = characters.next() {
        match character {
            ESCAPE => skip_escape(&mut characters),
            CONTROL_SEQUENCE => skip_control_sequence(&mut characters),
            '\u{90}' | '\u{98}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => skip_string(&mut characters),
            _ if character.is_control() && character != '\t' => {}
            _ if text.len() + character.len_utf8() > MAX_LINE => {
                is_truncated = true;
                break;
            }
            _ => text.push(character),
        }
    }
    if is_truncated {
        text.push_str(CUT_MARKER);
    }
    text
}

/// Skips what follows ESC (ECMA-48, 5.3): a control sequence, a string, or intermediate bytes and one final byte.
fn skip_escape(characters: &mut Chars<'_>) {
    let mut ahead = characters.clone();
    match ahead.next() {
        Some('[') => {
            *characters = ahead;
            skip_control_sequence(characters);
        }
        Some(']' | 'P' | 'X' | '^' | '_') => {
            *characters = ahead;
            skip_string(characters);
        }
        Some(mut character) => {
            while matches!(character, ' '..='/') {
                *characters = ahead.clone();
                let Some(next) = ahead.next() else { return };
                character = next;
            }
            if matches!(character, '0'..='~') {
                *characters = ahead;
            }
        }
        None => {}
    }
}

/// Skips parameter and intermediate bytes and one final byte (ECMA-48, 5.4).
fn skip_control_sequence(characters: &mut Chars<'_>) {
    let mut ahead = characters.clone();
    while let Some(character) = ahead.next() {
        match character {
            ' '..='?' => *characters = ahead.clone(),
            '@'..='~' => {
                *characters = ahead;
                return;
            }
            _ => return,
        }
    }
}

/// Skips up to BEL or the string terminator; without one, the rest of the line.
fn skip_string(characters: &mut Chars<'_>) {
    while let Some(character) = characters.next() {
        match character {
            BELL | STRING_TERMINATOR => return,
            ESCAPE if characters.as_str().starts_with('\\') => {
                characters.next();
                return;
            }
            _ => {}
        }
    }
}

/// A clean line controls no terminal, is bounded, and stays as it is.
#[cfg(fuzzing)]
pub fn fuzz(line: &[u8]) {
    let clean = sanitize(line, false);
    assert!(clean.len() <= MAX_LINE + CUT_MARKER.len());
    assert!(!clean.contains(|character: char| character.is_control() && character != '\t'));
    if !clean.ends_with(CUT_MARKER) {
        assert_eq!(sanitize(clean.as_bytes(), false), clean);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn clean(text: &str) -> String {
        sanitize(text.as_bytes(), false)
    }

    #[test]
    fn escapes_are_removed_and_text_is_kept() {
        assert_eq!(clean("\u{1b}[1;31merror\u{1b}[0m: no"), "error: no");
        assert_eq!(clean("\u{1b}]0;title\u{7}after"), "after");
        assert_eq!(clean("\u{1b}]8;;https://h\u{1b}\\link\u{1b}]8;;\u{1b}\\"), "link");
        assert_eq!(clean("\u{9b}2Kgone"), "gone");
        assert_eq!(clean("\u{1b}(Bplain\u{1b}=ed"), "plained");
        assert_eq!(clean("a\tb\u{0}\u{8}c\u{7f}"), "a\tbc");
        assert_eq!(clean("żółć 🦀"), "żółć 🦀");
        assert_eq!(clean("end\u{1b}"), "end");
        assert_eq!(clean("\u{1b}["), "");
    }

    #[test]
    fn invalid_utf_8_is_replaced() {
        assert_eq!(sanitize(b"a\xff\xfeb", false), "a\u{fffd}\u{fffd}b");
    }

    #[test]
    fn long_lines_are_truncated_between_characters() {
        let line = clean(&"é".repeat(MAX_LINE));
        assert_eq!(line.len(), MAX_LINE + CUT_MARKER.len());
        assert!(line.ends_with(CUT_MARKER));
        let exact = "x".repeat(MAX_LINE);
        assert_eq!(clean(&exact), exact);
        assert_eq!(sanitize(b"short", true), format!("short{CUT_MARKER}"));
    }

    /// Text, complete and broken escapes, and arbitrary bytes.
    fn output() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            "[a-z é🦀\t]{0,9}".prop_map(String::into_bytes),
            "\u{1b}[\\[\\](PX^_=][0-9;]{0,4}[a-zA-Z\u{7}]?".prop_map(String::into_bytes),
            "[\u{80}-\u{9f}]".prop_map(String::into_bytes),
            prop::collection::vec(any::<u8>(), 0..9),
        ];
        prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn no_control_character_is_left(bytes in output(), is_truncated: bool) {
            let text = sanitize(&bytes, is_truncated);
            prop_assert!(text.chars().all(|character| character == '\t' || !character.is_control()));
            prop_assert!(text.len() <= MAX_LINE + CUT_MARKER.len());
        }

        #[test]
        fn clean_text_is_unchanged(text in "[^\\p{Cc}]{0,200}") {
            prop_assert_eq!(clean(&text), text);
        }

        #[test]
        fn sanitizing_is_idempotent(bytes in output()) {
            let once = sanitize(&bytes, false);
            prop_assert_eq!(clean(&once), once);
        }
    }
}
