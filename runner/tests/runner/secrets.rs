//! Neither the token nor the runner's secret is where a build, a reader or a neighbour could see it.

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use crate::support::{Protocol, Runner, SECRET, World};

const TOKEN: &str = "ghs_0123456789abcdefABCDEF";

/// Looks for the token in the environment, in every process's command line and environment, and in every file of the
/// build's folder, and tells where it is.
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

/// While git uses the token and when the build's own code runs, it is in no command line, environment, file or event.
#[tokio::test]
async fn the_token_is_nowhere() {
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
    assert!(!world.runner.said().contains(TOKEN));

    let clone_url = world.order()["cloneUrl"].as_str().unwrap().to_owned();
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
    assert_eq!(names, expected);
    assert_eq!(environment["STEWARD_COMMIT"], world.repository.head());
    assert_eq!(environment["A_PASSED_ONE"], "passed");
}

/// A clone that fails quotes git; the quote has no token either, nor has what the runner says of itself the secret.
#[tokio::test]
async fn a_failed_clone_does_not_show_it() {
    let world = World::new(&[], Some("another-token"), Protocol::Version2, &[]).await;
    let outcome = world.build(json!({ "token": TOKEN })).await;
    assert_eq!(outcome.result(), "clone_failed");
    let all: Vec<Value> = outcome.events.iter().map(|event| event.data.clone()).collect();
    let all = Value::from(all).to_string();
    assert!(!all.contains(TOKEN) && !all.contains("another-token"));
    assert!(world.runner.said().contains("build_ended"));
    assert!(!world.runner.said().contains(TOKEN) && !world.runner.said().contains(SECRET));
}

/// Tries to read the environment and the memory of the runner, the parent of this process's guard.
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

/// A build runs as the runner's own user, and still cannot see the runner's secret, unless that user is root.
#[tokio::test]
async fn a_build_cannot_look_into_the_runner() {
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
