//! The end of the runner is the end of its builds, however it comes.

use serde_json::{Value, json};

use crate::support::{Runner, World, eventually, is_alive, kill_hard};

const WAITING: &str = r#"
import { spawn } from 'node:child_process'
const child = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' })
console.log('family ' + JSON.stringify([process.pid, process.ppid, child.pid]))
await new Promise((done) => setTimeout(done, 300_000))
"#;

/// On SIGTERM the readers are told, the processes and the folders go, and the runner ends by itself.
#[tokio::test]
async fn in_order() {
    let mut world = World::with_files(&[("steward.config.mjs", WAITING)]).await;
    let id = world.start(json!({})).await;
    let mut events = world.runner.events(&id, 0).await;
    let family: Vec<i64> = serde_json::from_str(&events.log_line("family ").await).unwrap();
    assert_eq!(world.runner.terminate().await, Some(0));
    let end = events.rest().await.pop().unwrap();
    assert_eq!((end.kind.as_str(), &end.data["failure"]["code"]), ("end", &json!("runner_lost")));
    assert!(family.iter().all(|member| !is_alive(*member)));
    assert!(world.build_folders().is_empty());
}

/// Killed hard, the runner cannot clean up: the guards end the processes, and the next runner removes the folders.
#[tokio::test]
async fn killed() {
    let mut world = World::with_files(&[("steward.config.mjs", WAITING)]).await;
    let id = world.start(json!({})).await;
    let mut events = world.runner.events(&id, 0).await;
    let family: Vec<i64> = serde_json::from_str(&events.log_line("family ").await).unwrap();
    kill_hard(world.runner.process());
    eventually("the family is gone", || family.iter().all(|member| !is_alive(*member))).await;
    assert!(events.rest().await.iter().all(|event| event.kind != "end"));

    assert_eq!(world.build_folders(), [id.to_string()]);
    let work_directory = world.directory.path().join("work");
    world.runner = Runner::start(&[("RUNNER_WORK_DIRECTORY", work_directory.to_str().unwrap())]).await;
    assert!(world.build_folders().is_empty());
    let unknown = world.runner.cancel(&id).await;
    assert_eq!(unknown.status(), 404);
    assert_eq!(unknown.json::<Value>().await.unwrap()["error"]["code"], "NOT_FOUND");
}

/// Without a work directory of its own the runner makes one in the temporary folder, and leaves nothing there.
#[tokio::test]
async fn leaves_no_temporary_folder() {
    let temporary = tempfile::tempdir().unwrap();
    let mut runner = Runner::start(&[("TMPDIR", temporary.path().to_str().unwrap())]).await;
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 1);
    assert_eq!(runner.terminate().await, Some(0));
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 0);
}
