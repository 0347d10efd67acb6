//! The HTTP API: authentication, validation, and idempotent starts.

use futures::future::join_all;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use steward_kernel::id::OrganizationId;

use crate::support::{Protocol, SECRET, World, new_build_id};

const WAITING: &str = "setInterval(() => {}, 1000); await new Promise(() => {})";

async fn error(response: Response) -> (u16, String, Value) {
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap();
    assert!(body["requestId"].as_str().unwrap().starts_with("req_"), "{body}");
    assert!(body["error"]["message"].is_string(), "{body}");
    (status, body["error"]["code"].as_str().unwrap().to_owned(), body["error"]["context"].clone())
}

/// All requests except `GET /health` require the secret.
#[tokio::test]
async fn the_secret() {
    let world = World::with_files(&[("steward.config.json", "1")]).await;
    let runner = &world.runner;
    let health = runner.client.get(format!("{}/health", runner.url)).send().await.unwrap();
    let health = health.json::<Value>().await.unwrap();
    assert_eq!((&health["status"], &health["running"]), (&json!("ok"), &json!(0)));
    assert!(health["isolation"]["mode"].is_string());
    let url = runner.build_url(&new_build_id());
    for header in [None, Some("Bearer wrong"), Some("Bearer "), Some(SECRET), Some("Basic a-secret-of-the-runner")] {
        for (method, url) in
            [(Method::PUT, url.clone()), (Method::DELETE, url.clone()), (Method::GET, format!("{url}/events"))]
        {
            let mut request = runner.client.request(method, url).json(&world.build_request());
            if let Some(header) = header {
                request = request.header("authorization", header);
            }
            let answer = error(request.send().await.unwrap()).await;
            assert_eq!(answer, (401, "UNAUTHENTICATED".to_owned(), json!({})), "{header:?}");
        }
    }
    assert_eq!(runner.cancel(&new_build_id()).await.status(), 404);
}

/// The response names the invalid field, and nothing is started.
#[tokio::test]
async fn invalid_fields() {
    let world = World::with_files(&[]).await;
    for (field, value) in [
        ("cloneUrl", json!(null)),
        ("cloneUrl", json!("file:///etc")),
        ("cloneUrl", json!("ext::sh -c id")),
        ("cloneUrl", json!("--upload-pack=id")),
        ("cloneUrl", json!("https://user:password@127.0.0.1/r.git")),
        ("cloneUrl", json!(1)),
        ("commit", json!(null)),
        ("commit", json!("main")),
        ("branch", json!("--upload-pack=id")),
        ("branch", json!(["main"])),
        ("path", json!("../other")),
        ("path", json!("/etc")),
        ("token", json!("")),
        ("token", json!("two\nlines")),
        ("timeoutSeconds", json!(0)),
        ("timeoutSeconds", json!(601)),
        ("timeoutSeconds", json!(-1)),
        ("timeoutSeconds", json!("60")),
    ] {
        let mut build_request = world.build_request();
        build_request[field] = value.clone();
        let answer = error(world.runner.put(&new_build_id(), &build_request).await).await;
        assert_eq!(answer, (400, "VALIDATION_ERROR".to_owned(), json!({ "field": field })), "{field} {value}");
    }
    let client = &world.runner.client;
    let url = format!("{}/builds/..%2f..%2fetc", world.runner.url);
    let response = client.put(url).bearer_auth(SECRET).json(&world.build_request()).send().await.unwrap();
    assert_eq!(error(response).await.2, json!({ "field": "buildId" }));
    assert_eq!(health(&world).await["running"], 0);
    assert!(world.build_directories().is_empty());
}

/// Bodies that are not JSON or too large, and unknown paths and methods, are rejected.
#[tokio::test]
async fn invalid_requests() {
    let world = World::with_files(&[]).await;
    let client = &world.runner.client;
    let url = world.runner.build_url(&new_build_id());
    for body in ["", "{", "nonsense", "1", "{} {}"] {
        let response = client.put(&url).bearer_auth(SECRET).body(body).send().await.unwrap();
        assert_eq!(error(response).await.1, "MALFORMED_JSON", "{body}");
    }
    let large = format!("{{\"path\":\"{}\"}}", "x".repeat(70_000));
    let response = client.put(&url).bearer_auth(SECRET).body(large).send().await.unwrap();
    assert_eq!(error(response).await.1, "PAYLOAD_TOO_LARGE");
    let response = client.post(&url).bearer_auth(SECRET).send().await.unwrap();
    assert_eq!(error(response).await.1, "METHOD_NOT_ALLOWED");
    let response = client.get(format!("{}/nothing", world.runner.url)).send().await.unwrap();
    assert_eq!(error(response).await.1, "NOT_FOUND");
}

/// Plain HTTP is rejected unless RUNNER_ALLOW_HTTP_CLONE is set.
#[tokio::test]
async fn http_repositories() {
    let off = [("RUNNER_ALLOW_HTTP_CLONE", "false")];
    let world = World::new(&[("steward.config.json", "1")], None, Protocol::Version2, &off).await;
    let answer = error(world.runner.put(&new_build_id(), &world.build_request()).await).await;
    assert_eq!(answer.2, json!({ "field": "cloneUrl" }));
}

/// Concurrent requests for one build start it once.
#[tokio::test]
async fn one_build_starts_once() {
    let world = World::with_files(&[("steward.config.mjs", "console.log('ran'); export default 1")]).await;
    let (id, build_request) = (new_build_id(), world.build_request());
    let answers = join_all((0..20).map(|_| world.runner.put(&id, &build_request))).await;
    let count = |status: u16| answers.iter().filter(|answer| answer.status() == status).count();
    assert_eq!((count(201), count(200)), (1, 19));
    let outcome = world.runner.outcome(&id).await;
    assert_eq!(outcome.lines("stdout"), ["ran"]);
    let later = world.runner.put(&id, &build_request).await;
    assert_eq!(later.status(), 200);
    assert_eq!(later.json::<Value>().await.unwrap(), json!({ "state": "complete" }));
    assert_eq!(world.runner.outcome(&id).await.events, outcome.events);
}

/// At capacity the runner rejects builds, until one has ended.
#[tokio::test]
async fn capacity() {
    let one = [("RUNNER_CAPACITY", "1")];
    let world = World::new(&[("steward.config.mjs", WAITING)], None, Protocol::Version2, &one).await;
    let first = world.start(json!({})).await;
    assert_eq!(health(&world).await["running"], 1);
    let second = new_build_id();
    let refused = world.runner.put(&second, &world.build_request()).await;
    assert!(refused.headers().contains_key("retry-after"));
    assert_eq!(error(refused).await, (429, "BUSY".to_owned(), json!({})));
    assert_eq!(world.runner.put(&first, &world.build_request()).await.status(), 200);
    assert_eq!(world.runner.cancel(&second).await.status(), 404);
    world.runner.cancel(&first).await;
    world.runner.outcome(&first).await;
    assert_eq!(world.runner.put(&second, &world.build_request()).await.status(), 201);
}

/// One organization never takes every slot, and the refusal says so.
#[tokio::test]
async fn slots_of_an_organization() {
    let world = World::with_files(&[("steward.config.mjs", WAITING)]).await;
    let request = |organization: u8| {
        let mut body = world.build_request();
        body["organizationId"] = json!(OrganizationId::new(0, [organization; 10]).to_string());
        body
    };
    let (first, second, other) = (new_build_id(), new_build_id(), new_build_id());
    assert_eq!(world.runner.put(&first, &request(1)).await.status(), 201);
    let refused = world.runner.put(&second, &request(1)).await;
    assert!(refused.headers().contains_key("retry-after"));
    assert_eq!(error(refused).await, (429, "ORGANIZATION_BUSY".to_owned(), json!({})));
    assert_eq!(world.runner.put(&other, &request(2)).await.status(), 201);
    assert_eq!(error(world.runner.put(&second, &request(1)).await).await.1, "BUSY");
    let mut invalid = request(1);
    invalid["organizationId"] = json!("org");
    let refused = error(world.runner.put(&new_build_id(), &invalid).await).await;
    assert_eq!(refused, (400, "VALIDATION_ERROR".to_owned(), json!({ "field": "organizationId" })));
    world.runner.cancel(&first).await;
    world.runner.outcome(&first).await;
    assert_eq!(world.runner.put(&second, &request(1)).await.status(), 201);
    world.runner.cancel(&second).await;
    world.runner.cancel(&other).await;
}

async fn health(world: &World) -> Value {
    let response = world.runner.client.get(format!("{}/health", world.runner.url)).send().await.unwrap();
    response.json().await.unwrap()
}
