//! Text that is safe to show, out of whatever a program prints.

use std::str::Chars;

/// Bytes of UTF-8 that a line of the log has at most, without the marker of a cut.
pub const LONGEST_LINE: usize = 8 * 1024;
/// What the log shows at the end of a line that was cut.
pub const CUT_MARKER: &str = " … [line cut]";

const ESCAPE: char = '\u{1b}';
const BELL: char = '\u{7}';
const CONTROL_SEQUENCE: char = '\u{9b}';
const STRING_TERMINATOR: char = '\u{9c}';

/// Cleans one line: bytes that are not UTF-8 become U+FFFD, terminal escapes (ECMA-48) and control characters but the
/// tab are left out, and what is longer than [`LONGEST_LINE`] is cut. `is_cut` says that it was cut before.
#[must_use]
pub fn sanitize(line: &[u8], is_cut: bool) -> String {
    let decoded = String::from_utf8_lossy(line);
    let mut text = String::with_capacity(decoded.len().min(LONGEST_LINE));
    let mut characters = decoded.chars();
    let mut is_cut = is_cut;
    while let Some(character) = characters.next() {
        match character {
            ESCAPE => skip_escape(&mut characters),
            CONTROL_SEQUENCE => skip_control_sequence(&mut characters),
            '\u{90}' | '\u{98}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => skip_string(&mut characters),
            _ if character.is_control() && character != '\t' => {}
            _ if text.len() + character.len_utf8() > LONGEST_LINE => {
                is_cut = true;
                break;
            }
            _ => text.push(character),
        }
    }
    if is_cut {
        text.push_str(CUT_MARKER);
    }
    text
}

/// What follows ESC (ECMA-48, 5.3): a control sequence, a string, or intermediate bytes and one final byte.
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

/// Parameter and intermediate bytes, then one final byte (ECMA-48, 5.4).
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

/// Everything up to BEL or the string terminator; a string that nothing ends takes the rest of the line.
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn clean(text: &str) -> String {
        sanitize(text.as_bytes(), false)
    }

    #[test]
    fn escapes_go_and_text_stays() {
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
    fn what_is_not_utf_8_is_replaced() {
        assert_eq!(sanitize(b"a\xff\xfeb", false), "a\u{fffd}\u{fffd}b");
    }

    #[test]
    fn long_lines_are_cut_between_characters() {
        let line = clean(&"é".repeat(LONGEST_LINE));
        assert_eq!(line.len(), LONGEST_LINE + CUT_MARKER.len());
        assert!(line.ends_with(CUT_MARKER));
        let exact = "x".repeat(LONGEST_LINE);
        assert_eq!(clean(&exact), exact);
        assert_eq!(sanitize(b"short", true), format!("short{CUT_MARKER}"));
    }

    /// Bytes as programs print them: text, escapes whole and broken, and anything at all.
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
        fn nothing_that_controls_a_terminal_passes(bytes in output(), is_cut: bool) {
            let text = sanitize(&bytes, is_cut);
            prop_assert!(text.chars().all(|character| character == '\t' || !character.is_control()));
            prop_assert!(text.len() <= LONGEST_LINE + CUT_MARKER.len());
        }

        #[test]
        fn clean_text_is_left_as_it_is(text in "[^\\p{Cc}]{0,200}") {
            prop_assert_eq!(clean(&text), text);
        }

        #[test]
        fn cleaning_twice_changes_nothing(bytes in output()) {
            let once = sanitize(&bytes, false);
            prop_assert_eq!(clean(&once), once);
        }
    }
}
