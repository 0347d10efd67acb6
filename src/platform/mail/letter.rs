//! What each mail says.

use steward_kernel::permission::Role;

use crate::organizations::invitations;

/// A mail's content, before it has a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Letter {
    pub subject: String,
    pub parts: Vec<Part>,
}

/// A part of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// A paragraph.
    Text(String),
    /// Digits to be typed.
    Code(String),
    /// The one thing to do.
    Button { label: &'static str, url: String },
    /// What one may want to know.
    Remark(String),
}

use Part::{Button, Code, Remark, Text};

/// How somebody is greeted, by name where there is one.
fn greeting(name: Option<&str>) -> Part {
    Text(name.map_or_else(|| "Hello,".to_owned(), |name| format!("Hello {name},")))
}

fn text(sentence: &str) -> Part {
    Text(sentence.to_owned())
}

fn remark(sentence: &str) -> Part {
    Remark(sentence.to_owned())
}

pub(super) fn sign_up_code(code: &str) -> Letter {
    Letter {
        subject: "Your code to sign up".to_owned(),
        parts: vec![
            greeting(None),
            text("Enter this code where you signed up, and your account is ready:"),
            Code(code.to_owned()),
            remark(
                "It is good for 15 minutes. If you did not sign up at Steward, ignore this mail: without the code no account \
                is made. Give it to nobody.",
            ),
        ],
    }
}

pub(super) fn account_exists(public_url: &str) -> Letter {
    Letter {
        subject: "You have an account already".to_owned(),
        parts: vec![
            greeting(None),
            text(
                "Somebody, probably you, entered this address at Steward for a new account or for another one. It \
                    has an account already: just sign in.",
            ),
            Button { label: "Sign in", url: format!("{public_url}/login") },
            Remark(format!("Forgot the password? Set a new one at {public_url}/reset.")),
            remark("If it was not you, ignore this mail: nothing was changed."),
        ],
    }
}

pub(super) fn no_account(public_url: &str) -> Letter {
    Letter {
        subject: "There is no account with this address".to_owned(),
        parts: vec![
            greeting(None),
            text(
                "Somebody, probably you, entered this address at Steward to sign in or to set a new password. There \
                    is no account with it. Perhaps you signed up with another address; otherwise you can sign up \
                    now.",
            ),
            Button { label: "Sign up", url: format!("{public_url}/signup") },
            remark("If it was not you, ignore this mail."),
        ],
    }
}

pub(super) fn sign_in_link(name: &str, public_url: &str, token: &str) -> Letter {
    Letter {
        subject: "Your link to sign in".to_owned(),
        parts: vec![
            greeting(Some(name)),
            text("This link signs you in:"),
            Button { label: "Sign in", url: format!("{public_url}/verify?token={token}") },
            remark(
                "It works once, within 15 minutes. If you did not ask for it, ignore this mail. Give the link to \
                    nobody.",
            ),
        ],
    }
}

pub(super) fn sign_in_code(name: &str, code: &str) -> Letter {
    Letter {
        subject: "Your code to sign in".to_owned(),
        parts: vec![
            greeting(Some(name)),
            text("Enter this code to sign in:"),
            Code(code.to_owned()),
            remark(
                "It works once, within 15 minutes. If you did not ask for it, ignore this mail. Give it to \
                nobody.",
            ),
        ],
    }
}

pub(super) fn reset_password(name: &str, public_url: &str, token: &str) -> Letter {
    Letter {
        subject: "Set a new password".to_owned(),
        parts: vec![
            greeting(Some(name)),
            text("With this link you set a new password. You are signed out everywhere else then."),
            Button { label: "Set a new password", url: format!("{public_url}/reset?token={token}") },
            remark(
                "It works once, within an hour. If you did not ask for it, ignore this mail: your password stays as \
                    it is.",
            ),
        ],
    }
}

pub(super) fn email_code(code: &str) -> Letter {
    Letter {
        subject: "Your code to confirm this address".to_owned(),
        parts: vec![
            greeting(None),
            text("Enter this code in your settings, and this is the address of your account:"),
            Code(code.to_owned()),
            remark("It is good for 15 minutes. If you did not ask for it, ignore this mail. Give it to nobody."),
        ],
    }
}

pub(super) fn email_changed(public_url: &str) -> Letter {
    Letter {
        subject: "The address of your account was changed".to_owned(),
        parts: vec![
            greeting(None),
            text("Your account at Steward has another e-mail address now. This is the last mail to this one."),
            Remark(format!(
                "If it was not you, somebody else has your account: ask whoever runs {public_url} for help at once."
            )),
        ],
    }
}

pub(super) fn invitation(view: &invitations::Letter) -> Letter {
    let organization = &view.organization_name;
    let (article, role) = match view.role {
        Role::Owner | Role::Admin => ("an", view.role.name()),
        _ => ("a", view.role.name()),
    };
    let until = view.expires_at.to_string();
    let until = until.get(..10).unwrap_or_default();
    let by = match &view.invited_by {
        Some(inviter) => format!("{inviter} invites you to join {organization} at Steward as {article} {role}."),
        None => format!("You are invited to join {organization} at Steward as {article} {role}."),
    };
    Letter {
        subject: format!("Join {organization} at Steward"),
        parts: vec![
            greeting(None),
            Text(by),
            Button { label: "See the invitation", url: view.url.clone() },
            Remark(format!(
                "It is good for this address, until {until}. If you do not want to join, decline it there, or ignore \
                this mail."
            )),
        ],
    }
}

pub(super) fn password_changed(name: &str, public_url: &str) -> Letter {
    Letter {
        subject: "Your password was changed".to_owned(),
        parts: vec![
            greeting(Some(name)),
            text("Your account at Steward has a new password, and all other sessions have ended."),
            Remark(format!("If it was not you, set another one at once: {public_url}/reset.")),
        ],
    }
}

pub(super) fn new_sign_in_method(name: &str, provider: &str, public_url: &str) -> Letter {
    Letter {
        subject: "There is a new way to sign in to your account".to_owned(),
        parts: vec![
            greeting(Some(name)),
            Text(format!("From now on you can sign in with {provider}.")),
            Remark(format!("If it was not you, remove it in your settings: {public_url}/user-settings.")),
        ],
    }
}
