//! The numbered events can be read from any number on, by several readers.

use serde_json::{Value, json};

use crate::support::{EventStream, SECRET, World};

const SLOW: &str = "for (let i = 0; i < 20; i++) { console.log('line ' + i); await new Promise((done) => setTimeout(done, 20)) }\nexport default 1";

/// A reader that is disconnected repeatedly and resumes after its last number receives each event once, by the query
/// parameter and by the header, which takes precedence.
#[tokio::test]
async fn resuming() {
    let world = World::with_files(&[("steward.config.mjs", SLOW)]).await;
    let id = world.start(json!({})).await;
    let url = format!("{}/events", world.runner.build_url(&id));
    let mut seen = Vec::new();
    for round in 0..1_000 {
        let last = seen.len();
        let request = world.runner.client.get(&url).bearer_auth(SECRET);
        let request = if round % 2 == 0 {
            request.query(&[("after", last)])
        } else {
            request.query(&[("after", 0)]).header("last-event-id", last)
        };
        let mut stream = EventStream::open(request).await;
        for _ in 0..5 {
            seen.extend(stream.next().await);
        }
        if seen.last().is_some_and(|event| event.kind == "end") {
            break;
        }
    }
    let outcome = world.runner.outcome(&id).await;
    assert_eq!(seen, outcome.events);
    assert_eq!(outcome.lines("stdout").len(), 20);
    // after the end event the stream is closed
    assert!(world.runner.events(&id, seen.len() as u64).await.rest().await.is_empty());
}

/// Lines arrive while the build runs.
#[tokio::test]
async fn live() {
    let config = "console.log('waiting'); setInterval(() => {}, 1000); await new Promise(() => {})";
    let world = World::with_files(&[("steward.config.mjs", config)]).await;
    let id = world.start(json!({})).await;
    let mut first = world.runner.events(&id, 0).await;
    let mut second = world.runner.events(&id, 0).await;
    first.log_line("waiting").await;
    second.log_line("waiting").await;
    world.runner.cancel(&id).await;
    assert_eq!(first.rest().await, second.rest().await);
}

/// Invalid numbers and unknown builds are rejected.
#[tokio::test]
async fn invalid_requests() {
    let world = World::with_files(&[("steward.config.json", "1")]).await;
    let id = world.start(json!({})).await;
    let url = format!("{}/events", world.runner.build_url(&id));
    for request in [
        world.runner.client.get(&url).query(&[("after", "-1")]),
        world.runner.client.get(&url).header("last-event-id", "x"),
    ] {
        let response = request.bearer_auth(SECRET).send().await.unwrap();
        assert_eq!(response.status(), 400);
        assert_eq!(response.json::<Value>().await.unwrap()["error"]["code"], "VALIDATION_ERROR");
    }
    for unknown in ["build_01h2xcejqtf2nbrexx3vqjhp41", "x"] {
        let url = format!("{}/builds/{unknown}/events", world.runner.url);
        let response = world.runner.client.get(url).bearer_auth(SECRET).send().await.unwrap();
        assert_eq!(response.status(), 404);
    }
}
