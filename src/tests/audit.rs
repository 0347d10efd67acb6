//! Checks that every audit event records the values that its action changes: those after a creation, those before a
//! deletion, and both of every other change.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use Values::{After, Before, Both};

/// Which values an action's audit event has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Values {
    /// It creates something, or nothing that existed before changes.
    After,
    /// It deletes something.
    Before,
    Both,
}

/// Every action that is named where its audit event is made. The others are arguments of a shared function.
const ACTIONS: &[(&str, Values)] = &[
    ("admin.acceptFromWaitlist", Both),
    ("admin.banUser", Both),
    ("admin.createSignUpAllowance", After),
    ("admin.deleteSignUpAllowance", Before),
    ("admin.impersonate", After),
    ("admin.removeFromWaitlist", Before),
    ("admin.requeueDelivery", Both),
    ("admin.setUserRole", Both),
    ("admin.unbanUser", Both),
    ("apiKey.create", After),
    ("apiKey.delete", Before),
    ("apiKey.rotate", Both),
    ("apiKey.update", Both),
    ("audit.removeExpired", Before),
    ("audit.setRetention", Both),
    ("auditStream.create", After),
    ("auditStream.delete", Before),
    ("auditStream.pause", Both),
    ("auditStream.test", After),
    ("auditStream.update", Both),
    ("auth.confirm", After),
    ("auth.rejectSignIn", Both),
    ("auth.secondFactorFailed", After),
    ("auth.sendConfirmationCode", After),
    ("auth.signOut", Before),
    ("auth.signUp", After),
    ("auth.signOutEverybody", Before),
    ("auth.stopImpersonating", Before),
    ("authorization.approve", Both),
    ("estate.cancelBuild", Both),
    ("estate.create", After),
    ("estate.delete", Before),
    ("estate.resumeActivation", Both),
    ("estate.rollbackToBuild", Both),
    ("estate.triggerRebuild", After),
    ("estate.update", Both),
    ("github.callback", Both),
    ("integrations.authorizeGithub", After),
    ("integrations.changeGithubInstallation", Both),
    ("integrations.confirmGithubRepo", Both),
    ("integrations.disconnectGithubRepo", Before),
    ("integrations.followGithubRepo", Both),
    ("integrations.setGithubRepoForEstate", Both),
    ("integrations.unconfirmGithubRepo", Both),
    ("invitation.createMany", After),
    ("joinRequest.create", After),
    ("joinRequest.decline", Before),
    ("joinRequest.withdraw", Both),
    ("oauth.codeReused", Before),
    ("oauth.revoke", Before),
    ("oauth.token", After),
    ("oauthClient.create", After),
    ("oauthClient.delete", Before),
    ("oauthClient.rotateSecret", After),
    ("oauthClient.update", Both),
    ("organization.create", After),
    ("organization.createJoinLink", After),
    ("organization.createScimToken", Both),
    ("organization.delete", Both),
    ("organization.deleteJoinLink", Before),
    ("organization.enforceSso", Both),
    ("organization.export", After),
    ("organization.removeSso", Before),
    ("organization.requireSecondFactor", Both),
    ("organization.restore", After),
    ("organization.revokeScimToken", Before),
    ("organization.update", Both),
    ("organization.updateSso", Both),
    ("scim.create", After),
    ("scim.delete", Before),
    ("signingKey.create", After),
    ("testing.poke", After),
    ("user.addPasskey", After),
    ("user.changeEmail", After),
    ("user.changePassword", Both),
    ("user.confirmTotp", Both),
    ("user.endSession", Before),
    ("user.linkAccount", After),
    ("user.removePasskey", Before),
    ("user.removeTotp", Before),
    ("user.renamePasskey", Both),
    ("user.replaceBackupCodes", Both),
    ("user.revokeAuthorizedApp", Before),
    ("user.setUpTotp", After),
    ("user.unlinkAccount", Before),
    ("user.updateProfile", Both),
    ("user.verifyEmail", Both),
];

/// Actions whose audit events a function returns, and its callers complete.
const SHARED: [&str; 1] = ["estate.completeUserOnboardingStep"];

const MADE: &str = "AuditEvent::new(";

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The actions of a text, each with the code from its audit event to the commit, or to the next event.
fn events(text: &str) -> Vec<(&str, &str)> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.split(MADE)
        .skip(1)
        .filter_map(|rest| {
            let action = rest.trim_start().strip_prefix('"')?.split('"').next()?;
            let end = ["commit", "change.emit("].iter().filter_map(|end| rest.find(end)).min();
            Some((action, &rest[..end.unwrap_or(rest.len())]))
        })
        .collect()
}

fn has(code: &str, values: Values) -> bool {
    let (before, after) = (code.contains(".before("), code.contains(".after("));
    match values {
        After => after,
        Before => before,
        Both => before && after,
    }
}

#[test]
fn audit_events_have_the_values_before_and_after() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    let expected: BTreeMap<&str, Values> = ACTIONS.iter().copied().collect();
    let (mut seen, mut problems) = (Vec::new(), Vec::new());
    for path in files.iter().filter(|path| !path.starts_with("src/tests")) {
        let text = std::fs::read_to_string(path).unwrap();
        for (action, code) in events(&text) {
            seen.push(action.to_owned());
            match expected.get(action) {
                None if SHARED.contains(&action) => {}
                None => problems.push(format!("{action} is not in the list of actions")),
                Some(&values) if !has(code, values) => problems.push(format!("{action} lacks values: {values:?}")),
                Some(_) => {}
            }
        }
    }
    problems.extend(
        expected
            .keys()
            .filter(|action| !seen.iter().any(|seen| seen == *action))
            .map(|action| format!("{action} is gone")),
    );
    assert!(problems.is_empty(), "{problems:#?}");
}
