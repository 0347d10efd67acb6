//! A hostile build, and a neighbour of another organization.

use std::net::{TcpListener, UdpSocket};

use serde_json::{Value, json};

use super::{isolated, organization, processes};
use crate::support::{SECRET, World, eventually, new_build_id};

const ATTACK: &str = include_str!("attack.mjs");
const MACHINE: &str = "a secret of the machine";
const TOKEN: &str = "ghs_the_token_of_the_neighbour";
/// Attacks while it is installed, and keeps what worked for the configuration.
const PACKAGE: &str = r#"{"name":"hostile","version":"1.0.0","scripts":{"preinstall":"node install.mjs"}}"#;
const INSTALL: &str = "import { writeFileSync } from 'node:fs'\nimport worked from './attack.mjs'\nwriteFileSync('installed.json', JSON.stringify(worked))";
const CONFIGURATION: &str = r#"
import { readFileSync } from 'node:fs'
import worked from './attack.mjs'
export default { install: JSON.parse(readFileSync('installed.json', 'utf8')), evaluate: worked, user: process.getuid() }
"#;

/// An address of this machine that is not the loopback device's, where it has one.
fn own_address() -> String {
    let socket = UdpSocket::bind("0.0.0.0:0").unwrap();
    let address = socket.connect("192.0.2.1:9").and_then(|()| socket.local_addr());
    address.map_or_else(|_| "127.0.0.2".to_owned(), |address| address.ip().to_string())
}

/// While a neighbour's git holds its token and asks a server that does not answer, a hostile build tries everything that
/// it can think of, in its install script and in its configuration. Nothing works.
#[tokio::test]
async fn nothing_works() {
    let files = [
        ("package.json", PACKAGE),
        ("attack.mjs", ATTACK),
        ("install.mjs", INSTALL),
        ("steward.config.mjs", CONFIGURATION),
    ];
    let Some((world, base)) = isolated(&files, None, &[("RUNNER_CAPACITY", "4")]).await else { return };
    let (victim, hostile) = (organization(1), organization(2));
    let secret_file = world.directory.path().join("secret.txt");
    std::fs::write(&secret_file, MACHINE).unwrap();

    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent_port = silent.local_addr().unwrap().port();
    let neighbour = new_build_id();
    let mut request = world.build_request();
    request["cloneUrl"] = json!(format!("http://127.0.0.1:{silent_port}/victim.git"));
    request["token"] = json!(TOKEN);
    request["organizationId"] = json!(victim);
    assert_eq!(world.runner.put(&neighbour, &request).await.status(), 201);
    let (_connection, _) = silent.accept().await.unwrap();
    let work = world.directory.path().canonicalize().unwrap().join("work");
    let folder = work.join("builds").join(neighbour.to_string());
    assert!(std::fs::read_to_string(folder.join("runner/credentials/git")).unwrap().contains(TOKEN));

    let port = world.runner.url.rsplit(':').next().unwrap().parse::<u16>().unwrap();
    let service = TcpListener::bind("127.0.0.1:0").unwrap();
    let prepare = |plant: &str| {
        let knowledge = json!({
            "runner": world.runner.process(), "port": port, "host": own_address(), "plant": plant,
            "neighbourPort": service.local_addr().unwrap().port(), "neighbour": folder,
            "cache": work.join("cache").join(&victim), "secretFile": secret_file, "needles": [SECRET, TOKEN],
        });
        world.repository.commit_files(&[("where.json", &knowledge.to_string())]);
    };
    for plant in ["evaluate.mjs", "configuration.json"] {
        prepare(plant);
        let outcome = world.build(json!({ "organizationId": hostile })).await;
        assert_eq!(outcome.result(), "configuration_failed", "{plant}: {}", outcome.message());
        assert_eq!(std::fs::read_to_string(&secret_file).unwrap(), MACHINE);
        assert!(outcome.events.iter().all(|event| !event.data.to_string().contains(MACHINE)));
    }
    prepare("nothing");
    let outcome = world.build(json!({ "organizationId": hostile })).await;
    let seen = outcome.configuration();
    assert_eq!(seen["install"], json!([]));
    assert_eq!(seen["evaluate"], json!([]));
    let user = u32::try_from(seen["user"].as_u64().unwrap()).unwrap();
    assert!((base..base + 10_000).contains(&user));

    // its daemons ended with it; the neighbour's git still waits
    eventually("only the neighbour is left", || processes(base).iter().all(|line| !line.contains("setInterval"))).await;
    assert!(processes(base).iter().any(|line| line.contains("git")));
    assert_eq!(std::fs::read_dir(work.join("cache").join(&victim)).unwrap().count(), 0);
    assert_eq!(health(&world).await["running"], 1);
    world.runner.cancel(&neighbour).await;
    assert_eq!(world.runner.outcome(&neighbour).await.result(), "cancelled");
    assert_eq!(processes(base), Vec::<String>::new());
}

/// A cache is shared by the builds of one organization, whichever user they run as, and by no others.
#[tokio::test]
async fn a_cache_belongs_to_one_organization() {
    let config = r#"
        import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
        const folder = process.env.npm_config_cache
        const found = existsSync(`${folder}/deep/mark`) ? readFileSync(`${folder}/deep/mark`, 'utf8') : null
        mkdirSync(`${folder}/deep`, { recursive: true })
        writeFileSync(`${folder}/deep/mark`, `${found ?? ''}x`)
        export default { found, user: process.getuid() }
    "#;
    let Some((world, _)) = isolated(&[("steward.config.mjs", config)], None, &[]).await else { return };
    let mut users = Vec::new();
    for (tenant, expected) in [(1, json!(null)), (1, json!("x")), (2, json!(null)), (1, json!("xx")), (2, json!("x"))] {
        let seen = world.build(json!({ "organizationId": organization(tenant) })).await.configuration();
        assert_eq!(seen["found"], expected, "{tenant}");
        users.push(seen["user"].clone());
    }
    let user = |index: usize| users[index].as_u64().unwrap();
    assert!((1..5).all(|index| user(index) != user(index - 1)), "{users:?}");
    for _ in 0..2 {
        assert_eq!(
            world.build(json!({})).await.configuration()["found"],
            json!(null),
            "without an organization nothing is shared"
        );
    }
}

/// The isolation is what `GET /health` and the log say.
#[tokio::test]
async fn it_is_reported() {
    let Some((world, _)) = isolated(&[], None, &[]).await else { return };
    assert_eq!(health(&world).await["isolation"]["mode"], "isolated");
    assert!(world.runner.stderr_text().contains(r#""mode":"isolated""#));
}

async fn health(world: &World) -> Value {
    let response = world.runner.client.get(format!("{}/health", world.runner.url)).send().await.unwrap();
    response.json().await.unwrap()
}
