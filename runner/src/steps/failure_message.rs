//! Quotes what a failed program printed.

use crate::process::CommandOutput;

/// The most bytes of a failing program's output in a failure message.
const MAX_QUOTE: usize = 1_500;
/// The last lines of a program that does not say where its message begins.
const LAST_LINES: usize = 8;
/// The calls that are quoted below the message of an exception.
const CALLS: usize = 3;

/// The beginning of a text that a program of the build wrote.
#[must_use]
pub fn quote(mut text: String) -> String {
    if text.len() > MAX_QUOTE {
        text.truncate(text.floor_char_boundary(MAX_QUOTE));
        text.push('…');
    }
    text
}

/// A failure message: `sentence`, the exit code, and the exception or the end of what the program printed.
#[must_use]
pub fn failure_message(sentence: &str, finished: &CommandOutput) -> String {
    let printed = if finished.stderr_tail.is_empty() { &finished.stdout_tail } else { &finished.stderr_tail };
    let text = exception(printed).map_or_else(|| end(printed), quote);
    let text = if text.is_empty() { text } else { format!(":\n{text}") };
    format!("{sentence} (exit code {}){text}", finished.code)
}

/// The message of the last exception that Node.js printed, with its first calls.
fn exception(lines: &[String]) -> Option<String> {
    let is_call = |line: &String| line.trim_start().starts_with("at ") && line.starts_with(' ');
    let is_message = |line: &&String| {
        let name = line.split([':', ' ']).next().unwrap_or_default();
        name.ends_with("Error") && name.chars().all(char::is_alphanumeric)
    };
    let last_call = lines.iter().rposition(is_call)?;
    let first = lines.iter().take(last_call).rposition(|line| is_message(&line))?;
    let message = lines.iter().skip(first).take_while(|line| !is_call(line));
    let calls = lines.iter().skip(first).filter(|line| is_call(line)).take(CALLS);
    Some(message.chain(calls).map(String::as_str).collect::<Vec<_>>().join("\n"))
}

fn end(lines: &[String]) -> String {
    let last = lines.get(lines.len().saturating_sub(LAST_LINES)..).unwrap_or_default();
    let mut text = last.join("\n");
    if text.len() > MAX_QUOTE {
        let start = text.ceil_char_boundary(text.len() - MAX_QUOTE);
        text = format!("…{}", text.split_off(start));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(stdout: &str, stderr: &str) -> String {
        let lines = |text: &str| text.lines().map(ToOwned::to_owned).collect();
        let finished = CommandOutput {
            code: 3,
            stdout: Vec::new(),
            is_truncated: false,
            stdout_tail: lines(stdout),
            stderr_tail: lines(stderr),
        };
        failure_message("It failed", &finished)
    }

    #[test]
    fn the_message_is_bounded_and_keeps_the_end() {
        assert_eq!(message("", ""), "It failed (exit code 3)");
        assert_eq!(message("a", ""), "It failed (exit code 3):\na");
        assert_eq!(message("out", "a\nb"), "It failed (exit code 3):\na\nb");
        let long = message("", &format!("{}\nthe end", "é".repeat(MAX_QUOTE)));
        assert!(long.ends_with("the end") && long.len() < MAX_QUOTE + 50);
        let lines = (1..100).map(|line| line.to_string()).collect::<Vec<_>>().join("\n");
        assert!(message("", &lines).ends_with(":\n92\n93\n94\n95\n96\n97\n98\n99"));
    }

    #[test]
    fn an_exception_begins_with_its_message() {
        let calls = (1..20).map(|line| format!("    at call{line} (/x.js:{line}:1)\n")).collect::<String>();
        let printed = format!("/x.js:1\nthrow new TypeError('no')\n^\nTypeError: no\n  more\n{calls}Node.js v22.1.0\n");
        assert_eq!(
            message("", &printed),
            "It failed (exit code 3):\nTypeError: no\n  more\n    at call1 (/x.js:1:1)\n    at call2 (/x.js:2:1)\n    at call3 (/x.js:3:1)"
        );
        assert_eq!(message("", "at home\nError: no"), "It failed (exit code 3):\nat home\nError: no");
    }
}
