//! The output of a build is sanitized and bounded.

use serde_json::json;

use crate::support::World;

/// Escapes are removed, invalid UTF-8 is replaced, long lines are truncated, a progress bar is one line.
#[tokio::test]
async fn lines_are_sanitized() {
    let config = r#"
        process.stdout.write('\x1b[31mred\x1b[0m\x07\n')
        process.stdout.write(Buffer.from([0x61, 0xff, 0x62, 0x0a]))
        process.stderr.write('10%\r20%\r\n')
        process.stdout.write('x'.repeat(100_000) + '\n')
        process.stdout.write('the end')
        export default 1
    "#;
    let world = World::with_files(&[("steward.config.mjs", config)]).await;
    let outcome = world.build(json!({})).await;
    assert_eq!(outcome.configuration(), 1);
    let lines = outcome.lines("stdout");
    let cut = format!("{} … [line truncated]", "x".repeat(8 * 1024));
    assert_eq!(lines, ["red", "a\u{fffd}b", cut.as_str(), "the end"]);
    assert!(outcome.lines("stderr").ends_with(&["20%"]));
}

/// The first 100,000 lines and the last 10,000 of a step are kept, one line says how many were left out.
#[tokio::test]
async fn the_beginning_and_the_end_of_a_long_log_are_kept() {
    let config = "for (let i = 0; i < 150_000; i++) console.log('line ' + i); export default 'still here'";
    let world = World::with_files(&[("steward.config.mjs", config)]).await;
    let outcome = world.build(json!({})).await;
    assert_eq!(outcome.configuration(), "still here");
    let lines = outcome.lines("stdout");
    assert!((109_900..=110_000).contains(&lines.len()), "{}", lines.len());
    assert_eq!(lines[99_000], "line 99000");
    assert_eq!(*lines.last().unwrap(), "line 149999");
    let notices = outcome.lines("system");
    assert_eq!(notices.iter().filter(|line| line.contains("lines were left out")).count(), 1);
}
