//! Builds and readers of events cannot see the token and the runner's secret.

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use crate::support::{Protocol, Runner, SECRET, World};

const TOKEN: &str = "ghs_0123456789abcdefABCDEF";

/// Searches the command line and environment of each process and each file of the build's directory for the token, and
/// returns where it was found.
const SEARCH: &str = r#"
import { readdirSync, readFileSync, lstatSync } from 'node:fs'
import { dirname, join } from 'node:path'
const needle = ['ghs', '0123456789abcdefABCDEF'].join('_')
const found = []
const look = (file) => {
  let text = ''
  try { text = readFileSync(file, 'latin1') } catch { return }
  if (text.includes(needle)) found.push(file)
}
for (const process of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
  look(`/proc/${process}/cmdline`)
  look(`/proc/${process}/environ`)
}
let files = 0
const walk = (folder) => {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (lstatSync(path).isDirectory()) walk(path)
    else { files += 1; look(path) }
  }
}
walk(dirname(dirname(process.env.HOME)))
export default { found, files, environment: process.env, config: readFileSync('.git/config', 'utf8') }
"#;

/// The token is in no command line, environment, file or event, neither while git uses it nor while the build's code
/// runs.
#[tokio::test]
async fn the_token_does_not_leak() {
    let variables =
        [("RUNNER_PASS_ENVIRONMENT", "A_PASSED_ONE,NOT_SET"), ("A_PASSED_ONE", "passed"), ("ANOTHER", "no")];
    let files = [("steward.config.mjs", SEARCH)];
    let world = World::new(&files, Some(TOKEN), Protocol::Version2, &variables).await;
    let outcome = world.build(json!({ "token": TOKEN })).await;
    let configuration = outcome.configuration();
    assert_eq!(configuration["found"], json!([]));
    assert!(configuration["files"].as_u64().unwrap() > 10);
    assert!(world.git.authorized() > 0);
    assert_eq!(world.git.leaks(), Vec::<String>::new());
    for event in &outcome.events {
        assert!(!event.data.to_string().contains(TOKEN), "{event:?}");
    }
    assert!(!world.runner.stderr_text().contains(TOKEN));

    let clone_url = world.build_request()["cloneUrl"].as_str().unwrap().to_owned();
    assert!(configuration["config"].as_str().unwrap().contains(&clone_url));
    let environment = configuration["environment"].as_object().unwrap();
    let mut names: Vec<_> = environment.keys().map(String::as_str).collect();
    names.sort_unstable();
    let expected = [
        "A_PASSED_ONE",
        "CI",
        "HOME",
        "LANG",
        "PATH",
        "STEWARD_BUILD_ID",
        "STEWARD_COMMIT",
        "TMPDIR",
        "YARN_CACHE_FOLDER",
        "npm_config_cache",
        "npm_config_store_dir",
    ];
    let proxies =
        ["HTTPS_PROXY", "HTTP_PROXY", "NODE_USE_ENV_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"];
    names.retain(|name| !world.runner.isolates || !proxies.contains(name));
    assert_eq!(names, expected);
    assert_eq!(environment["STEWARD_COMMIT"], world.repository.head());
    assert_eq!(environment["A_PASSED_ONE"], "passed");
}

/// The failure message of a clone does not contain the token, and the runner's log does not contain the secret.
#[tokio::test]
async fn a_failed_clone_does_not_leak_it() {
    let world = World::new(&[], Some("another-token"), Protocol::Version2, &[]).await;
    let outcome = world.build(json!({ "token": TOKEN })).await;
    assert_eq!(outcome.result(), "clone_failed");
    let all: Vec<Value> = outcome.events.iter().map(|event| event.data.clone()).collect();
    let all = Value::from(all).to_string();
    assert!(!all.contains(TOKEN) && !all.contains("another-token"));
    assert!(world.runner.stderr_text().contains("build ended"));
    assert!(!world.runner.stderr_text().contains(TOKEN) && !world.runner.stderr_text().contains(SECRET));
}

/// Tries to read the environment and memory of the runner, the parent of this process's guard.
const PEEK: &str = r#"
import { openSync, readFileSync, closeSync } from 'node:fs'
const guard = readFileSync(`/proc/${process.ppid}/stat`, 'utf8')
const runner = guard.slice(guard.lastIndexOf(')')).split(' ')[2]
const attempt = (file) => {
  try { closeSync(openSync(file)); return 'open' } catch (error) { return error.code }
}
export default { user: process.getuid(), own: attempt('/proc/self/environ'), name: readFileSync(`/proc/${runner}/comm`, 'utf8').trim(),
  environment: attempt(`/proc/${runner}/environ`), memory: attempt(`/proc/${runner}/mem`) }
"#;

/// A build runs as the runner's user and cannot read the runner's environment and memory, unless that user is root.
#[tokio::test]
async fn a_build_cannot_read_the_memory_of_the_runner() {
    let mut world = World::with_files(&[("steward.config.mjs", PEEK)]).await;
    let directory = tempfile::tempdir().unwrap();
    set_permissions(directory.path(), Permissions::from_mode(0o777)).unwrap();
    let work_directory = directory.path().join("work");
    let variables = [("RUNNER_WORK_DIRECTORY", work_directory.to_str().unwrap())];
    world.runner = Runner::start_unprivileged(directory.path(), &variables).await;
    let seen = world.build(json!({})).await.configuration();
    assert_ne!(seen["user"], 0);
    assert_eq!((&seen["own"], &seen["name"]), (&json!("open"), &json!("steward-runner")));
    assert_eq!((&seen["environment"], &seen["memory"]), (&json!("EACCES"), &json!("EACCES")));
}
