//! Deliveries in GitHub's documented format are parsed, and others are rejected with the name of the field.

use serde_json::{Value, json};

use super::*;

const HASH: &str = "0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c";

/// The push from GitHub's documentation, shortened to the fields that vary.
fn push() -> Value {
    json!({
        "ref": "refs/heads/feature/simple-tag",
        "before": "6113728f27ae82c7b1a177c8d03f9e96e0adf246",
        "after": HASH,
        "repository": {
            "id": 186_853_002, "node_id": "MDEwOlJlcG9zaXRvcnkxODY4NTMwMDI=", "name": "Hello-World",
            "full_name": "Codertocat/Hello-World", "private": false,
            "owner": { "name": "Codertocat", "email": "21031067+Codertocat@users.noreply.github.com",
                "login": "Codertocat", "id": 21_031_067, "type": "User", "site_admin": false },
            "html_url": "https://github.com/Codertocat/Hello-World", "created_at": 1_557_933_565,
            "clone_url": "https://github.com/Codertocat/Hello-World.git", "default_branch": "master",
        },
        "pusher": { "name": "Codertocat", "email": "21031067+Codertocat@users.noreply.github.com" },
        "sender": { "login": "Codertocat", "id": 21_031_067, "type": "User", "site_admin": false },
        "installation": { "id": 2, "node_id": "MDIzOkludGVncmF0aW9uSW5zdGFsbGF0aW9uMg==" },
        "created": false, "deleted": false, "forced": false, "base_ref": null,
        "compare": "https://github.com/Codertocat/Hello-World/compare/6113728f27ae...0d1a26e67d8f",
        "commits": [],
        "head_commit": {
            "id": HASH, "tree_id": "f9d2a07e9488b91af2641b26b9407fe22a451433", "distinct": true,
            "message": "Add a file\n\nBecause.", "timestamp": "2019-05-15T15:20:41+02:00",
            "url": "https://github.com/Codertocat/Hello-World/commit/0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c",
            "author": { "name": "Code R. Tocat", "email": "code@example.com", "username": "Codertocat" },
            "committer": { "name": "GitHub", "email": "noreply@github.com", "username": "web-flow" },
            "added": [], "removed": [], "modified": ["README.md"],
        },
    })
}

#[test]
fn only_a_push_may_be_long() {
    assert_eq!(limit("push"), Some(26_214_400));
    for event in ["installation", "installation_repositories", "ping"] {
        assert!(limit(event).is_some_and(|bytes| bytes <= 4 * 1024 * 1024), "{event}");
    }
    for event in ["issues", "Push", "push.", ""] {
        assert_eq!(limit(event), None, "{event}");
    }
}

fn changed(path: &str, value: Value) -> Value {
    let mut payload = push();
    *payload.pointer_mut(path).unwrap() = value;
    payload
}

fn ignored(event: &str, payload: &Value) -> Option<Ignored> {
    match read(event, payload) {
        Ok(ReceivedEvent::Ignored(ignored)) => Some(ignored),
        _ => None,
    }
}

fn pushed(payload: &Value) -> Box<Push> {
    match read("push", payload) {
        Ok(ReceivedEvent::Push(push)) => push,
        other => panic!("{other:?}"),
    }
}

fn refused_field(payload: &Value) -> Value {
    read("push", payload).unwrap_err().context()["field"].clone()
}

#[test]
fn a_push_names_repository_branch_commit_and_sender() {
    let push = pushed(&push());
    assert_eq!(push.repository.id, RepositoryId(186_853_002));
    assert_eq!(push.repository.full_name, "Codertocat/Hello-World");
    assert_eq!(push.repository.clone_url, "https://github.com/Codertocat/Hello-World.git");
    assert_eq!(push.installation_id.as_deref(), Some("2"));
    assert_eq!(push.before.as_deref(), Some("6113728f27ae82c7b1a177c8d03f9e96e0adf246"));
    assert_eq!(push.branch, "feature/simple-tag");
    assert_eq!(push.commit.hash, HASH);
    assert_eq!(push.commit.message, "Add a file\n\nBecause.");
    assert_eq!(push.commit.author.as_deref(), Some("Codertocat"));
    assert_eq!((push.sender.as_deref(), push.sender_id), (Some("Codertocat"), Some(21_031_067)));
}

#[test]
fn an_author_without_an_account_has_a_name() {
    let author = json!({ "name": "Code R. Tocat", "email": null });
    assert_eq!(pushed(&changed("/head_commit/author", author)).commit.author.as_deref(), Some("Code R. Tocat"));
}

#[test]
fn a_push_without_its_commit_is_known_by_the_hash() {
    let push = pushed(&changed("/head_commit", Value::Null));
    assert_eq!((push.commit.hash.as_str(), push.commit.message.as_str(), push.commit.author), (HASH, "", None));
}

#[test]
fn a_long_message_is_cut() {
    let push = pushed(&changed("/head_commit/message", "ä".repeat(3_000).into()));
    assert_eq!(push.commit.message.chars().count(), 2_000);
}

#[test]
fn a_new_branch_has_no_commit_before() {
    assert_eq!(pushed(&changed("/before", "0".repeat(40).into())).before, None);
}

#[test]
fn other_references_and_branches_with_unusable_names_start_nothing() {
    for reference in ["refs/notes/commits", "refs/pull/1/head", "main"] {
        assert_eq!(ignored("push", &changed("/ref", reference.into())), Some(Ignored::Reference), "{reference}");
    }
    for reference in ["refs/heads/a..b", "refs/heads/-x", "refs/heads/"] {
        assert_eq!(ignored("push", &changed("/ref", reference.into())), Some(Ignored::Branch), "{reference}");
    }
}

#[test]
fn tags_and_deleted_branches_start_nothing() {
    assert_eq!(ignored("push", &changed("/ref", "refs/tags/simple-tag".into())), Some(Ignored::Tag));
    assert_eq!(ignored("push", &changed("/deleted", true.into())), Some(Ignored::Deleted));
    let mut gone = changed("/head_commit", Value::Null);
    gone["after"] = "0".repeat(40).into();
    assert_eq!(ignored("push", &gone), Some(Ignored::Deleted));
}

#[test]
fn other_events_start_nothing() {
    let ping = json!({ "zen": "Design for failure.", "hook_id": 1, "hook": { "type": "App", "events": ["push"] } });
    assert_eq!(ignored("ping", &ping), Some(Ignored::Event));
    let installation = |action: &str| json!({ "action": action, "installation": { "id": 2 }, "repositories": [] });
    assert_eq!(ignored("installation", &installation("new_permissions_accepted")), Some(Ignored::Event));
    assert_eq!(ignored("installation", &installation("deleted")), None);
    assert_eq!(ignored("issues", &installation("deleted")), Some(Ignored::Event));
}

#[test]
fn what_is_missing_or_of_another_type_is_named() {
    for (path, value, field) in [
        ("/ref", json!(7), "ref"),
        ("/repository/id", json!("many"), "repository.id"),
        ("/repository", json!({}), "repository.id"),
        ("/head_commit/id", json!("HEAD"), "head_commit.id"),
        ("/head_commit/message", json!(null), "head_commit.message"),
        ("/sender/login", json!([]), "sender.login"),
    ] {
        assert_eq!(refused_field(&changed(path, value)), field, "{path}");
    }
    for name in ["ref", "after", "repository"] {
        let mut payload = push();
        payload.as_object_mut().unwrap().remove(name);
        assert_eq!(refused_field(&payload), name);
    }
}

/// The texts in the database and in responses.
#[test]
fn the_reasons_have_names() {
    for ignored in
        [Ignored::Event, Ignored::Branch, Ignored::Tag, Ignored::Reference, Ignored::Deleted, Ignored::NoRepository]
    {
        assert_eq!(json!(ignored), ignored.as_str());
    }
}
