//! Where the runner cannot isolate builds, it serves one organization.

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use super::organization;
use crate::support::{Runner, World, new_build_id};

/// A runner that is not root says that it cannot isolate, and refuses the builds of a second organization.
#[tokio::test]
async fn the_first_organization_has_the_runner() {
    let mut world = World::with_files(&[("steward.config.json", "1")]).await;
    let directory = tempfile::tempdir().unwrap();
    set_permissions(directory.path(), Permissions::from_mode(0o777)).unwrap();
    let work = directory.path().join("work");
    let variables = [("RUNNER_WORK_DIRECTORY", work.to_str().unwrap())];
    world.runner = Runner::start_unprivileged(directory.path(), &variables).await;
    let health: Value =
        world.runner.client.get(format!("{}/health", world.runner.url)).send().await.unwrap().json().await.unwrap();
    assert_eq!(health["isolation"], json!({ "mode": "one_organization", "reason": "it does not run as root" }));
    assert!(world.runner.stderr_text().contains("it does not run as root"));
    refuses_others(&world, &organization(1)).await;
}

/// The organization can be configured.
#[tokio::test]
async fn a_configured_organization_has_it() {
    let own = organization(3);
    let variables = [("RUNNER_ISOLATION", "one_organization"), ("RUNNER_ORGANIZATION", own.as_str())];
    let files = [("steward.config.json", "1")];
    let world = World::new(&files, None, crate::support::Protocol::Version2, &variables).await;
    let mut request = world.build_request();
    request["organizationId"] = json!(organization(1));
    assert_eq!(world.runner.put(&new_build_id(), &request).await.status(), 409);
    refuses_others(&world, &own).await;
}

async fn refuses_others(world: &World, own: &str) {
    let build = json!({ "organizationId": own });
    assert_eq!(world.build(build.clone()).await.configuration(), 1);
    for other in [json!(organization(2)), json!(null)] {
        let mut request = world.build_request();
        request["organizationId"] = other;
        let refused = world.runner.put(&new_build_id(), &request).await;
        assert_eq!(refused.status(), 409);
        let error = refused.json::<Value>().await.unwrap()["error"].clone();
        assert_eq!(error["code"], "ANOTHER_ORGANIZATION");
        assert!(error["message"].as_str().unwrap().contains("serves one organization"), "{error}");
    }
    assert_eq!(world.build(build).await.configuration(), 1);
}
