//! Ending a build ends everything that it started.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{World, eventually, is_alive};

/// Prints its own process id and those of a child and of a grandchild that left its group and its parent. The
/// grandchild does not listen to SIGTERM.
const FAMILY: &str = r#"
import { spawn } from 'node:child_process'
const stubborn = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('family ' + JSON.stringify([PARENT, process.ppid, process.pid]))"
const middle = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(stubborn)}.replace('PARENT', process.ppid)], { detached: true, stdio: 'inherit' }); setInterval(() => {}, 1000)`
spawn(process.execPath, ['-e', middle], { detached: true, stdio: 'inherit' }).unref()
AFTERWARDS
"#;

fn family(afterwards: &str) -> String {
    FAMILY.replace("AFTERWARDS", afterwards)
}

fn members(line: &str) -> Vec<i64> {
    let members: Vec<i64> = serde_json::from_str(line).unwrap();
    assert_eq!(members.len(), 3);
    members
}

/// A cancelled build ends as cancelled; its processes are gone, in whatever group they are, and so is its folder.
#[tokio::test]
async fn cancelling_kills_the_whole_family() {
    let config = family("await new Promise((done) => setTimeout(done, 300_000)); export default 1");
    let world = World::with_files(&[("steward.config.mjs", &config)]).await;
    let id = world.start(json!({})).await;
    let mut events = world.runner.events(&id, 0).await;
    let members = members(&events.log_line("family ").await);
    assert!(members.iter().all(|member| is_alive(*member)));

    let started = Instant::now();
    let answer = world.runner.cancel(&id).await;
    assert_eq!(answer.status(), 202);
    assert_eq!(world.runner.cancel(&id).await.status(), 202);
    let rest = events.rest().await;
    assert!(started.elapsed() < Duration::from_secs(8), "{:?}", started.elapsed());
    assert_eq!(rest.last().unwrap().data["status"], "cancelled");
    assert_eq!(rest.last().unwrap().data["failure"], json!(null));
    assert_eq!(world.runner.outcome(&id).await.steps().last().unwrap(), "evaluate:cancelled");
    assert!(members.iter().all(|member| !is_alive(*member)), "{members:?}");
    assert!(world.build_folders().is_empty());

    let again = world.runner.cancel(&id).await;
    assert_eq!(again.status(), 200);
    assert_eq!(again.json::<serde_json::Value>().await.unwrap(), json!({ "state": "cancelled" }));
}

/// What a configuration leaves running when it ends goes with it, at once.
#[tokio::test]
async fn nothing_outlives_its_step() {
    let config = family("await new Promise((done) => setTimeout(done, 1_500)); export default 'done'");
    let world = World::with_files(&[("steward.config.mjs", &config)]).await;
    let outcome = world.build(json!({})).await;
    assert_eq!(outcome.configuration(), "done");
    let line = outcome.lines("stdout").into_iter().find_map(|line| line.strip_prefix("family ")).unwrap();
    assert!(members(line).iter().all(|member| !is_alive(*member)));
}

/// A build that kills its own guard fails, and what it started goes all the same.
#[tokio::test]
async fn killing_the_guard_does_not_help() {
    let config = family(
        "await new Promise((done) => setTimeout(done, 1_500)); process.kill(process.ppid, 'SIGKILL')\nfor (;;);",
    );
    let world = World::with_files(&[("steward.config.mjs", &config)]).await;
    let outcome = world.build(json!({})).await;
    assert_eq!(outcome.result(), "configuration_failed");
    let line = outcome.lines("stdout").into_iter().find_map(|line| line.strip_prefix("family ")).unwrap();
    let members = members(line);
    eventually("the family is gone", || members.iter().all(|member| !is_alive(*member))).await;
    assert!(world.build_folders().is_empty());
}

/// A build can be cancelled in any step; here, while git waits for a server that says nothing.
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
    assert!(world.build_folders().is_empty());
}
