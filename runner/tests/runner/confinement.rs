//! A repository cannot make the runner read files outside of the clone.

use serde_json::json;

use crate::support::World;

/// Links are followed inside the clone only.
#[tokio::test]
async fn links_do_not_lead_out() {
    let world = World::with_files(&[("inner/steward.config.json", "\"inside\"")]).await;
    let outside = world.directory.path().join("outside");
    std::fs::create_dir(&outside).unwrap();
    std::fs::write(outside.join("steward.config.json"), "\"outside\"").unwrap();
    world.repository.link("absolute", outside.to_str().unwrap());
    world.repository.link("upwards", "../../../outside");
    world.repository.link("git", ".git");
    world.repository.link("steward.config.json", "/proc/self/environ");
    world.repository.link("inner/steward.config.mjs", "/dev/zero");
    world.repository.commit();
    for path in ["absolute", "upwards", "git", "git/hooks"] {
        let outcome = world.build(json!({ "path": path })).await;
        assert_eq!(outcome.result(), "path_not_found", "{path}");
    }
    assert_eq!(world.build(json!({})).await.result(), "configuration_missing");
    assert_eq!(world.build(json!({ "path": "inner" })).await.configuration(), "inside");
}

/// A configuration that replaces its result file by a link fails, also where it can write what the link leads to.
#[tokio::test]
async fn a_value_that_is_a_link() {
    let steal = r#"
        import { symlinkSync, writeFileSync } from 'node:fs'
        writeFileSync('/OUTSIDE', '"stolen"')
        symlinkSync('/OUTSIDE', process.argv[3])
        process.exit(0)
    "#;
    let world = World::without_isolation(&[]).await;
    let outside = world.directory.path().join("secret.json");
    let steal = steal.replace("/OUTSIDE", outside.to_str().unwrap());
    world.repository.commit_files(&[("steward.config.mjs", &steal)]);
    let outcome = world.build(json!({})).await;
    assert_eq!(outcome.result(), "configuration_failed");
    assert!(outside.exists());
}
