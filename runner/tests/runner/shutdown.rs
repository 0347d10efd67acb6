//! When the runner exits, for whatever reason, its builds end.

use serde_json::{Value, json};

use crate::support::{Runner, World, eventually, is_alive, kill_hard};

const WAITING: &str = r#"
import { spawn } from 'node:child_process'
const child = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' })
console.log('processes ' + JSON.stringify([process.pid, process.ppid, child.pid]))
await new Promise((done) => setTimeout(done, 300_000))
"#;

/// On SIGTERM readers get the end event, processes are killed, directories are removed, and the runner exits.
#[tokio::test]
async fn graceful() {
    let mut world = World::without_isolation(&[("steward.config.mjs", WAITING)]).await;
    let id = world.start(json!({})).await;
    let mut events = world.runner.events(&id, 0).await;
    let processes: Vec<i64> = serde_json::from_str(&events.log_line("processes ").await).unwrap();
    assert_eq!(world.runner.terminate().await, Some(0));
    let end = events.rest().await.pop().unwrap();
    assert_eq!((end.kind.as_str(), &end.data["failure"]["code"]), ("end", &json!("runner_lost")));
    assert!(processes.iter().all(|member| !is_alive(*member)));
    assert!(world.build_directories().is_empty());
}

/// After SIGKILL the guards kill the processes, and the next runner removes the directories.
#[tokio::test]
async fn killed() {
    let mut world = World::without_isolation(&[("steward.config.mjs", WAITING)]).await;
    let id = world.start(json!({})).await;
    let mut events = world.runner.events(&id, 0).await;
    let processes: Vec<i64> = serde_json::from_str(&events.log_line("processes ").await).unwrap();
    kill_hard(world.runner.process());
    eventually("the processes are gone", || processes.iter().all(|member| !is_alive(*member))).await;
    assert!(events.rest().await.iter().all(|event| event.kind != "end"));

    assert_eq!(world.build_directories(), [id.to_string()]);
    let work_directory = world.directory.path().join("work");
    world.runner = Runner::start(&[("RUNNER_WORK_DIRECTORY", work_directory.to_str().unwrap())]).await;
    assert!(world.build_directories().is_empty());
    let unknown = world.runner.cancel(&id).await;
    assert_eq!(unknown.status(), 404);
    assert_eq!(unknown.json::<Value>().await.unwrap()["error"]["code"], "NOT_FOUND");
}

/// Without RUNNER_WORK_DIRECTORY the runner creates a temporary directory and removes it on exit.
#[tokio::test]
async fn leaves_no_temporary_directory() {
    let temporary = tempfile::tempdir().unwrap();
    let mut runner = Runner::start(&[("TMPDIR", temporary.path().to_str().unwrap())]).await;
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 1);
    assert_eq!(runner.terminate().await, Some(0));
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 0);
}
