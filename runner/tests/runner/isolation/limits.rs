//! What a build may use.

use serde_json::json;

use super::{isolated, processes};

/// A build that needs more memory than one may fails, and says why.
#[tokio::test]
async fn memory() {
    let config = "const all = []; for (;;) all.push(Buffer.alloc(16 * 1024 * 1024, 1))";
    let Some((world, _)) = isolated(&[("steward.config.mjs", config)], None, &[("RUNNER_MEMORY_MB", "300")]).await
    else {
        return;
    };
    let outcome = world.build(json!({})).await;
    let health: serde_json::Value =
        world.runner.client.get(format!("{}/health", world.runner.url)).send().await.unwrap().json().await.unwrap();
    if health["isolation"]["memoryLimit"] == "build" {
        assert_eq!(outcome.result(), "limit_exceeded", "{}", outcome.message());
        assert_eq!(outcome.message(), "The build needed more than 300 MB of memory.");
    } else {
        assert_eq!(outcome.result(), "configuration_failed", "{}", outcome.message());
    }
}

/// A build that writes more than one may is stopped at once, whether its files have names or not.
#[tokio::test]
async fn disk() {
    let named = "let n = 0; for (;;) writeFileSync(`${process.env.HOME}/${n++}`, chunk)";
    let nameless = "const file = `${process.env.HOME}/x`; for (;;) { const held = openSync(file, 'w'); unlinkSync(file); writeSync(held, chunk) }";
    let Some((world, base)) = isolated(&[], None, &[("RUNNER_DISK_MB", "100")]).await else { return };
    for attack in [named, nameless] {
        let config = format!(
            "import {{ openSync, unlinkSync, writeFileSync, writeSync }} from 'node:fs'\nconst chunk = Buffer.alloc(1024 * 1024, 1)\n{attack}"
        );
        world.repository.commit_files(&[("steward.config.mjs", &config)]);
        let outcome = world.build(json!({})).await;
        assert_eq!(outcome.result(), "limit_exceeded", "{}", outcome.message());
        assert_eq!(outcome.message(), "The build wrote more than 100 MB.");
        assert_eq!(processes(base), Vec::<String>::new());
        assert!(world.build_directories().is_empty());
    }
}

/// A fork bomb gets as many processes as a build may have, and none is left of it.
#[tokio::test]
async fn number_of_processes() {
    let config = r#"
        import { spawn, spawnSync } from 'node:child_process'
        const bomb = spawn('sh', ['-c', 'bomb() { bomb | bomb & }; bomb 2>/dev/null'], { detached: true, stdio: 'ignore' })
        bomb.on('error', () => {})
        let refused = 0
        let most = 0
        const { readdirSync } = await import('node:fs')
        const end = Date.now() + 10_000
        while (refused === 0 && Date.now() < end) {
          await new Promise((done) => { const child = spawn('sleep', ['60'], { stdio: 'ignore' }); child.on('error', () => { refused += 1; done() }); child.on('spawn', done) })
          most = Math.max(most, readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length)
        }
        export default { refused, most }
    "#;
    let Some((world, base)) = isolated(&[("steward.config.mjs", config)], None, &[("RUNNER_PROCESSES", "100")]).await
    else {
        return;
    };
    let seen = world.build(json!({})).await.configuration();
    assert!(seen["refused"].as_u64().unwrap() > 0, "{seen}");
    assert!(seen["most"].as_u64().unwrap() <= 102, "{seen}");
    assert_eq!(processes(base), Vec::<String>::new());
}

/// A cancelled build ends with everything that it started, also what ignores signals, and when the runner is killed.
#[tokio::test]
async fn nothing_outlives_the_build() {
    let config = r#"
        import { spawn } from 'node:child_process'
        const stubborn = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('ready')"
        spawn('setsid', ['-f', process.execPath, '-e', stubborn], { detached: true, stdio: 'inherit' })
        process.kill(process.ppid, 'SIGKILL')
        await new Promise((done) => setTimeout(done, 300_000))
    "#;
    let Some((world, base)) = isolated(&[("steward.config.mjs", config)], None, &[]).await else { return };
    let id = world.start(json!({})).await;
    let mut events = world.runner.events(&id, 0).await;
    events.log_line("ready").await;
    assert!(processes(base).len() >= 2);
    world.runner.cancel(&id).await;
    assert_eq!(events.rest().await.last().unwrap().data["status"], "cancelled");
    assert_eq!(processes(base), Vec::<String>::new());

    let id = world.start(json!({})).await;
    world.runner.events(&id, 0).await.log_line("ready").await;
    crate::support::kill_hard(world.runner.process());
    crate::support::eventually("the processes are gone", || processes(base).is_empty()).await;
}
