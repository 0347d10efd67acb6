//! The sources of a configuration, and each way in which it can fail.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Protocol, World};

/// How a pointer of Git LFS begins.
const POINTER: &str = "version https://git-lfs.github.com/spec";

/// A JSON file is the configuration; the build reports its steps, its files and its end, in this order.
#[tokio::test]
async fn a_json_file() {
    let world = World::with_files(&[("steward.config.json", "{\"name\": \"demo\"}\n"), ("docs/a.md", "text")]).await;
    world.repository.make_executable("docs/a.md");
    world.repository.link("link", "docs/a.md");
    world.repository.commit();
    let outcome = world.build(json!({})).await;
    assert_eq!(outcome.configuration(), json!({ "name": "demo" }));
    let steps = ["prepare", "clone", "install", "evaluate", "collect"];
    let expected: Vec<String> =
        steps.iter().flat_map(|step| [format!("{step}:running"), format!("{step}:succeeded")]).collect();
    assert_eq!(outcome.steps(), expected);
    let hash = world.repository.git(&["rev-parse", "HEAD:docs/a.md"]);
    let files = outcome.files();
    assert_eq!(files["truncated"], false);
    assert_eq!(files["items"][0], json!({ "path": "docs/a.md", "size": 4, "mode": "100755", "hash": hash }));
    assert_eq!(files["items"][1]["mode"], "120000");
    assert_eq!(files["items"].as_array().unwrap().len(), 3);
    assert!(world.build_directories().is_empty());
}

/// The configuration and the files are those of the estate's folder.
#[tokio::test]
async fn in_a_folder() {
    let world = World::with_files(&[
        ("steward.config.json", "\"root\""),
        ("apps/one/steward.config.json", "\"one\""),
        ("apps/one/deep/x", ""),
        ("apps/two/y", ""),
    ])
    .await;
    world.repository.link("first", "apps/one");
    world.repository.commit();
    for path in ["apps/one", "./apps/one/", "first"] {
        let outcome = world.build(json!({ "path": path })).await;
        assert_eq!(outcome.configuration(), "one", "{path}");
        let files = outcome.files()["items"].as_array().unwrap();
        let paths: Vec<_> = files.iter().map(|file| file["path"].as_str().unwrap()).collect();
        assert_eq!(paths, ["apps/one/deep/x", "apps/one/steward.config.json"], "{path}");
    }
    assert_eq!(world.build(json!({ "path": "apps/three" })).await.result(), "path_not_found");
    assert_eq!(world.build(json!({ "path": "apps/two/y" })).await.result(), "path_not_found");
    assert_eq!(world.build(json!({ "path": "apps/two" })).await.result(), "configuration_missing");
}

/// A module may export a value or a function, as CommonJS or ES module, and may print to stdout.
#[tokio::test]
async fn javascript_modules() {
    for (name, text) in [
        ("steward.config.js", "console.log('hello'); module.exports = { kind: 'value' }"),
        ("steward.config.js", "console.log('hello'); exports.default = 1; module.exports = () => ({ kind: 'value' })"),
        ("steward.config.mjs", "console.log('hello'); export default { kind: 'value' }"),
        ("steward.config.mjs", "console.log('hello'); export default async () => ({ kind: 'value' })"),
        ("steward.config.mjs", "console.log('hello'); setInterval(() => {}, 1000); export default { kind: 'value' }"),
    ] {
        let world = World::with_files(&[(name, text)]).await;
        let outcome = world.build(json!({})).await;
        assert_eq!(outcome.configuration(), json!({ "kind": "value" }), "{text}");
        assert_eq!(outcome.lines("stdout"), ["hello"], "{text}");
    }
}

/// TypeScript and its imports are compiled by esbuild.
#[tokio::test]
async fn typescript() {
    let esbuild = concat!(env!("CARGO_MANIFEST_DIR"), "/../node_modules/.bin/esbuild");
    assert!(std::path::Path::new(esbuild).exists(), "npm's packages are not installed: cargo xtask setup");
    let files = [
        (
            "steward.config.ts",
            "import { level } from './level'\nconst it: { level: Level } = { level }\nexport default it\nenum Level { High = 3 }",
        ),
        ("level.ts", "export const level: number = 3 as number"),
    ];
    let world = World::new(&files, None, Protocol::Version2, &[("RUNNER_ESBUILD", esbuild)]).await;
    assert_eq!(world.build(json!({})).await.configuration(), json!({ "level": 3 }));
    world.repository.commit_files(&[("steward.config.ts", "const = ")]);
    let outcome = world.build(json!({})).await;
    assert_eq!(outcome.result(), "configuration_failed");
    assert!(outcome.message().contains("steward.config.ts:1:6"), "{}", outcome.message());
}

/// The stdout of the script `steward` is the configuration and is not logged; its stderr is logged.
#[tokio::test]
async fn the_script_of_the_package() {
    let world = World::with_files(&[
        ("package.json", r#"{"name":"demo","scripts":{"steward":"node print.js"}}"#),
        ("print.js", "console.error('thinking'); console.log(JSON.stringify({ from: 'script' }, null, 2))"),
        ("steward.config.json", "\"not this\""),
    ])
    .await;
    let outcome = world.build(json!({})).await;
    assert_eq!(outcome.configuration(), json!({ "from": "script" }));
    assert_eq!(outcome.lines("stderr").last(), Some(&"thinking"));
    assert!(outcome.lines("stdout").is_empty());
}

/// What a script prints beside JSON, or before it fails, is shown in the log.
#[tokio::test]
async fn what_the_script_prints_beside_json() {
    let files = [
        ("package.json", r#"{"name":"demo","scripts":{"steward":"node print.js"}}"#),
        ("print.js", "console.log('Loading 3 rules'); console.log('{}')"),
    ];
    let world = World::with_files(&files).await;
    let outcome = world.build(json!({})).await;
    assert_eq!(outcome.result(), "configuration_not_json");
    assert_eq!(outcome.lines("stdout"), ["Loading 3 rules", "{}"]);
    world.repository.commit_files(&[("print.js", "console.log('Loading'); throw new TypeError('no rules')")]);
    let outcome = world.build(json!({})).await;
    assert_eq!(outcome.result(), "configuration_failed");
    let message = outcome.message();
    assert!(
        message.contains("(exit code 1):\nTypeError: no rules\n    at Object.<anonymous> (print.js:1:"),
        "{message}"
    );
    assert_eq!(outcome.lines("stdout"), ["Loading"]);
}

/// Each invalid configuration has its failure code, and the message quotes the last output.
#[tokio::test]
async fn invalid_configurations() {
    let script = |command: &str| format!(r#"{{"scripts":{{"steward":"{command}"}}}}"#);
    let long = format!("\"{}\"", "x".repeat(1024 * 1024));
    let cases = [
        ("README.md", "".to_owned(), "configuration_missing", "steward.config.json"),
        ("steward.config.mjs", "throw new Error('no luck')".into(), "configuration_failed", "Error: no luck"),
        ("steward.config.mjs", "export default () => { throw 'no luck' }".into(), "configuration_failed", "no luck"),
        ("steward.config.mjs", "export const x = 1".into(), "configuration_failed", "no default export"),
        ("steward.config.mjs", "await new Promise(() => {}); export default 1".into(), "configuration_failed", "13"),
        ("steward.config.mjs", "process.exit(0); export default 1".into(), "configuration_failed", "exited before"),
        (
            "steward.config.mjs",
            "export default Promise.reject(new Error('x'))".into(),
            "configuration_failed",
            "Error: x",
        ),
        (
            "steward.config.mjs",
            "export default { a: [Promise.resolve(1)] }".into(),
            "configuration_failed",
            "the value of \"0\" is a promise",
        ),
        ("steward.config.mjs", format!("{POINTER}/v1"), "configuration_failed", "pointer of Git LFS"),
        ("steward.config.ts", format!("{POINTER}/v1"), "configuration_failed", "pointer of Git LFS"),
        ("steward.config.json", format!("{POINTER}/v1"), "configuration_not_json", "pointer of Git LFS"),
        ("steward.config.mjs", "export default undefined".into(), "configuration_not_json", "is empty"),
        ("steward.config.mjs", "export default 'x'.repeat(2 ** 20)".into(), "configuration_too_large", "1 MiB"),
        ("steward.config.json", "{\"a\": 1,\n}".into(), "configuration_not_json", "line 2 column 1"),
        ("steward.config.json", long, "configuration_too_large", "1 MiB"),
        ("package.json", script("echo no luck >&2; exit 3"), "configuration_failed", "(exit code 3):\nno luck"),
        ("package.json", script("echo hello"), "configuration_not_json", "line 1 column 1"),
        ("package.json", script("true"), "configuration_not_json", "is empty"),
        ("package.json", script("yes"), "configuration_too_large", "1 MiB"),
    ];
    let world = World::with_files(&[]).await;
    for (name, text, code, message) in cases {
        world.repository.git(&["rm", "-r", "--quiet", "--ignore-unmatch", "."]);
        world.repository.commit_files(&[(name, &text)]);
        let outcome = world.build(json!({})).await;
        assert_eq!(outcome.result(), code, "{name} {}", outcome.message());
        assert!(outcome.message().contains(message), "{name} {}", outcome.message());
        assert!(!outcome.has_configuration());
        assert_eq!(outcome.steps().last().unwrap(), "evaluate:failed");
    }
    assert!(world.build_directories().is_empty());
}

/// A configuration that does not terminate is stopped at the timeout, and the next build runs.
#[tokio::test]
async fn an_endless_configuration() {
    let world = World::with_files(&[("steward.config.mjs", "for (;;);")]).await;
    let started = Instant::now();
    let outcome = world.build(json!({ "timeoutSeconds": 2 })).await;
    assert_eq!(outcome.result(), "timed_out");
    assert!(outcome.message().contains("2 seconds"));
    assert_eq!(outcome.steps().last().unwrap(), "evaluate:failed");
    assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
    assert!(world.build_directories().is_empty());
    world.repository.commit_files(&[("steward.config.mjs", "export default 1")]);
    assert_eq!(world.build(json!({})).await.configuration(), 1);
}
