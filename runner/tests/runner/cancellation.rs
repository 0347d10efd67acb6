//! Stopping a build kills all its processes. In a sandbox the kernel does that (see `isolation`); here the guard has to.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{World, eventually, is_alive};

/// Prints its process id and those of its guard and of a detached grandchild that ignores SIGTERM.
const PROCESS_TREE: &str = r#"
import { spawn } from 'node:child_process'
const stubborn = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('processes ' + JSON.stringify([PARENT, process.ppid, process.pid]))"
const middle = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(stubborn)}.replace('PARENT', process.ppid)], { detached: true, stdio: 'inherit' }); setInterval(() => {}, 1000)`
spawn(process.execPath, ['-e', middle], { detached: true, stdio: 'inherit' }).unref()
AFTERWARDS
"#;

fn process_tree(afterwards: &str) -> String {
    PROCESS_TREE.replace("AFTERWARDS", afterwards)
}

fn process_ids(line: &str) -> Vec<i64> {
    let ids: Vec<i64> = serde_json::from_str(line).unwrap();
    assert_eq!(ids.len(), 3);
    ids
}

/// A cancelled build ends as cancelled. Its processes, in any process group, are killed and its directory is removed.
#[tokio::test]
async fn cancelling_kills_all_processes() {
    let config = process_tree("await new Promise((done) => setTimeout(done, 300_000)); export default 1");
    let world = World::without_isolation(&[("steward.config.mjs", &config)]).await;
    let id = world.start(json!({})).await;
    let mut events = world.runner.events(&id, 0).await;
    let ids = process_ids(&events.log_line("processes ").await);
    assert!(ids.iter().all(|member| is_alive(*member)));

    let started = Instant::now();
    let answer = world.runner.cancel(&id).await;
    assert_eq!(answer.status(), 202);
    assert_eq!(world.runner.cancel(&id).await.status(), 202);
    let rest = events.rest().await;
    assert!(started.elapsed() < Duration::from_secs(8), "{:?}", started.elapsed());
    assert_eq!(rest.last().unwrap().data["status"], "cancelled");
    assert_eq!(rest.last().unwrap().data["failure"], json!(null));
    assert_eq!(world.runner.outcome(&id).await.steps().last().unwrap(), "evaluate:cancelled");
    assert!(ids.iter().all(|member| !is_alive(*member)), "{ids:?}");
    assert!(world.build_directories().is_empty());

    let again = world.runner.cancel(&id).await;
    assert_eq!(again.status(), 200);
    assert_eq!(again.json::<serde_json::Value>().await.unwrap(), json!({ "state": "cancelled" }));
}

/// Processes that a configuration leaves running are killed at the end of the step.
#[tokio::test]
async fn no_process_outlives_its_step() {
    let config = process_tree("await new Promise((done) => setTimeout(done, 1_500)); export default 'done'");
    let world = World::without_isolation(&[("steward.config.mjs", &config)]).await;
    let outcome = world.build(json!({})).await;
    assert_eq!(outcome.configuration(), "done");
    let line = outcome.lines("stdout").into_iter().find_map(|line| line.strip_prefix("processes ")).unwrap();
    assert!(process_ids(line).iter().all(|member| !is_alive(*member)));
}

/// A build that kills its own guard fails, and its processes are killed nevertheless.
#[tokio::test]
async fn killing_the_guard() {
    let config = process_tree(
        "await new Promise((done) => setTimeout(done, 1_500)); process.kill(process.ppid, 'SIGKILL')\nfor (;;);",
    );
    let world = World::without_isolation(&[("steward.config.mjs", &config)]).await;
    let outcome = world.build(json!({})).await;
    assert_eq!(outcome.result(), "configuration_failed");
    let line = outcome.lines("stdout").into_iter().find_map(|line| line.strip_prefix("processes ")).unwrap();
    let ids = process_ids(line);
    eventually("the processes are gone", || ids.iter().all(|member| !is_alive(*member))).await;
    assert!(world.build_directories().is_empty());
}

/// A build can be cancelled while git waits for a server that does not respond.
#[tokio::test]
async fn cancelling_a_clone() {
    let world = World::with_files(&[]).await;
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/demo.git", silent.local_addr().unwrap());
    let id = world.start(json!({ "cloneUrl": url })).await;
    let (_connection, _) = silent.accept().await.unwrap();
    assert_eq!(world.runner.cancel(&id).await.status(), 202);
    let outcome = world.runner.outcome(&id).await;
    assert_eq!(outcome.result(), "cancelled");
    assert_eq!(outcome.steps().last().unwrap(), "clone:cancelled");
    assert!(world.build_directories().is_empty());
}
