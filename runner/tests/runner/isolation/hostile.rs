//! A hostile build, and a neighbour of another organization.

use std::fs;
use std::net::{TcpListener, UdpSocket};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use steward_kernel::id::BuildId;

use super::{isolated, organization, processes};
use crate::support::{Outcome, Runner, SECRET, World, new_build_id};

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

/// A hostile repository, and a neighbour of which git holds the token and asks a server that does not answer.
struct Scene {
    world: World,
    neighbour: BuildId,
    folder: PathBuf,
    cache: PathBuf,
    secret_file: PathBuf,
    port: u16,
    service: TcpListener,
    _silent: (tokio::net::TcpListener, tokio::net::TcpStream),
}

impl Scene {
    async fn set(world: World, work: &Path, victim: &str) -> Self {
        let secret_file = world.directory.path().join("secret.txt");
        fs::write(&secret_file, MACHINE).unwrap();
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let neighbour = new_build_id();
        let mut request = world.build_request();
        request["cloneUrl"] = json!(format!("http://{}/victim.git", silent.local_addr().unwrap()));
        request["token"] = json!(TOKEN);
        request["organizationId"] = json!(victim);
        assert_eq!(world.runner.put(&neighbour, &request).await.status(), 201);
        let (connection, _) = silent.accept().await.unwrap();
        let work = work.canonicalize().unwrap();
        let folder = work.join("builds").join(neighbour.to_string());
        assert!(fs::read_to_string(folder.join("runner/credentials/git")).unwrap().contains(TOKEN));
        Self {
            port: world.runner.url.rsplit(':').next().unwrap().parse().unwrap(),
            service: TcpListener::bind("127.0.0.1:0").unwrap(),
            cache: work.join("cache").join(victim),
            _silent: (silent, connection),
            world,
            neighbour,
            folder,
            secret_file,
        }
    }

    /// Attacks with a link in the place of the runner's file `plant`.
    async fn attack(&self, hostile: &str, plant: &str) -> Outcome {
        let knowledge = json!({
            "runner": self.world.runner.process(), "port": self.port, "host": own_address(), "plant": plant,
            "neighbourPort": self.service.local_addr().unwrap().port(), "neighbour": self.folder, "cache": self.cache,
            "secretFile": self.secret_file, "needles": [SECRET, TOKEN],
        });
        self.world.repository.commit_files(&[("where.json", &knowledge.to_string())]);
        let outcome = self.world.build(json!({ "organizationId": hostile })).await;
        assert_eq!(fs::read_to_string(&self.secret_file).unwrap(), MACHINE);
        outcome
    }
}

fn files() -> [(&'static str, &'static str); 4] {
    [("package.json", PACKAGE), ("attack.mjs", ATTACK), ("install.mjs", INSTALL), ("steward.config.mjs", CONFIGURATION)]
}

/// A hostile build tries everything that it can think of, in its install script and in its configuration. Nothing works.
#[tokio::test]
async fn nothing_works() {
    let Some((world, base)) = isolated(&files(), None, &[("RUNNER_CAPACITY", "4")]).await else { return };
    let (victim, hostile) = (organization(1), organization(2));
    let work = world.directory.path().join("work");
    let scene = Scene::set(world, &work, &victim).await;
    for plant in ["evaluate.mjs", "configuration.json"] {
        let outcome = scene.attack(&hostile, plant).await;
        assert_eq!(outcome.result(), "configuration_failed", "{plant}: {}", outcome.message());
        assert!(outcome.events.iter().all(|event| !event.data.to_string().contains(MACHINE)));
    }
    let seen = scene.attack(&hostile, "nothing").await.configuration();
    assert_eq!(seen["install"], json!([]));
    assert_eq!(seen["evaluate"], json!([]));
    let user = u32::try_from(seen["user"].as_u64().unwrap()).unwrap();
    assert!((base..base + 10_000).contains(&user));

    // its daemons ended with it; the neighbour's git still waits
    assert!(processes(base).iter().all(|line| !line.contains("setInterval")));
    assert!(processes(base).iter().any(|line| line.contains("git")));
    assert_eq!(fs::read_dir(&scene.cache).unwrap().count(), 0);
    assert_eq!(health(&scene.world).await["running"], 1);
    scene.world.runner.cancel(&scene.neighbour).await;
    assert_eq!(scene.world.runner.outcome(&scene.neighbour).await.result(), "cancelled");
    assert_eq!(processes(base), Vec::<String>::new());
}

/// The attack is a real one: within one organization, on a runner that cannot isolate, it gets what it is after.
#[tokio::test]
async fn much_works_without_isolation() {
    let mut world = World::with_files(&files()).await;
    let directory = tempfile::tempdir().unwrap();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let work = directory.path().join("work");
    let variables = [("RUNNER_WORK_DIRECTORY", work.to_str().unwrap()), ("RUNNER_CAPACITY", "4")];
    world.runner = Runner::start_unprivileged(directory.path(), &variables).await;
    let scene = Scene::set(world, &work, &organization(1)).await;
    let seen = scene.attack(&organization(1), "nothing").await.configuration();
    let port = format!("connect to 127.0.0.1:{}", scene.port);
    for name in [
        "see a process of another",
        "kill the runner",
        "list a folder of the neighbour",
        "read the neighbour's token",
        &port,
    ] {
        for step in ["install", "evaluate"] {
            let mut worked = seen[step].as_array().unwrap().iter().filter_map(Value::as_str);
            assert!(worked.any(|what| what.starts_with(name)), "{name} in {}", seen[step]);
        }
    }
    scene.world.runner.cancel(&scene.neighbour).await;
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
