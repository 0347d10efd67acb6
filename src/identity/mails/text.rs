//! The text of identity's emails.

use crate::platform::mail::EmailTemplate;
use crate::platform::mail::Part::{self, Button, Code, Remark, Text};

pub(super) fn sign_up_code(code: &str) -> EmailTemplate {
    EmailTemplate {
        subject: "Your code to sign up".to_owned(),
        parts: vec![
            Part::greeting(None),
            Part::text("Enter this code where you signed up, and your account is ready:"),
            Code(code.to_owned()),
            Part::remark(
                "It is good for 15 minutes. If you did not sign up at Steward, ignore this mail: without the code no account \
                is made. Give it to nobody.",
            ),
        ],
    }
}

pub(super) fn account_exists(public_url: &str) -> EmailTemplate {
    EmailTemplate {
        subject: "You have an account already".to_owned(),
        parts: vec![
            Part::greeting(None),
            Part::text(
                "Somebody, probably you, entered this address at Steward for a new account or for another one. It \
                    has an account already: just sign in.",
            ),
            Button { label: "Sign in", url: format!("{public_url}/login") },
            Remark(format!("Forgot the password? Set a new one at {public_url}/reset.")),
            Part::remark("If it was not you, ignore this mail: nothing was changed."),
        ],
    }
}

pub(super) fn no_account(public_url: &str) -> EmailTemplate {
    EmailTemplate {
        subject: "There is no account with this address".to_owned(),
        parts: vec![
            Part::greeting(None),
            Part::text(
                "Somebody, probably you, entered this address at Steward to sign in or to set a new password. There \
                    is no account with it. Perhaps you signed up with another address; otherwise you can sign up \
                    now.",
            ),
            Button { label: "Sign up", url: format!("{public_url}/signup") },
            Part::remark("If it was not you, ignore this mail."),
        ],
    }
}

pub(super) fn sign_in_link(name: &str, public_url: &str, token: &str) -> EmailTemplate {
    EmailTemplate {
        subject: "Your link to sign in".to_owned(),
        parts: vec![
            Part::greeting(Some(name)),
            Part::text("This link signs you in:"),
            Button { label: "Sign in", url: format!("{public_url}/verify?token={token}") },
            Part::remark(
                "It works once, within 15 minutes. If you did not ask for it, ignore this mail. Give the link to \
                    nobody.",
            ),
        ],
    }
}

pub(super) fn sign_in_code(name: &str, code: &str) -> EmailTemplate {
    EmailTemplate {
        subject: "Your code to sign in".to_owned(),
        parts: vec![
            Part::greeting(Some(name)),
            Part::text("Enter this code to sign in:"),
            Code(code.to_owned()),
            Part::remark(
                "It works once, within 15 minutes. If you did not ask for it, ignore this mail. Give it to \
                nobody.",
            ),
        ],
    }
}

pub(super) fn reset_password(name: &str, public_url: &str, token: &str) -> EmailTemplate {
    EmailTemplate {
        subject: "Set a new password".to_owned(),
        parts: vec![
            Part::greeting(Some(name)),
            Part::text("With this link you set a new password. You are signed out everywhere else then."),
            Button { label: "Set a new password", url: format!("{public_url}/reset?token={token}") },
            Part::remark(
                "It works once, within an hour. If you did not ask for it, ignore this mail: your password stays as \
                    it is.",
            ),
        ],
    }
}

pub(super) fn email_code(code: &str) -> EmailTemplate {
    EmailTemplate {
        subject: "Your code to confirm this address".to_owned(),
        parts: vec![
            Part::greeting(None),
            Part::text("Enter this code in your settings, and this is the address of your account:"),
            Code(code.to_owned()),
            Part::remark("It is good for 15 minutes. If you did not ask for it, ignore this mail. Give it to nobody."),
        ],
    }
}

pub(super) fn email_changed(public_url: &str) -> EmailTemplate {
    EmailTemplate {
        subject: "The address of your account was changed".to_owned(),
        parts: vec![
            Part::greeting(None),
            Part::text("Your account at Steward has another e-mail address now. This is the last mail to this one."),
            Remark(format!(
                "If it was not you, somebody else has your account: ask whoever runs {public_url} for help at once."
            )),
        ],
    }
}

pub(super) fn password_changed(name: &str, public_url: &str) -> EmailTemplate {
    EmailTemplate {
        subject: "Your password was changed".to_owned(),
        parts: vec![
            Part::greeting(Some(name)),
            Part::text("Your account at Steward has a new password, and all other sessions have ended."),
            Remark(format!("If it was not you, set another one at once: {public_url}/reset.")),
        ],
    }
}

pub(super) fn new_sign_in_method(name: &str, provider: &str, public_url: &str) -> EmailTemplate {
    EmailTemplate {
        subject: "There is a new way to sign in to your account".to_owned(),
        parts: vec![
            Part::greeting(Some(name)),
            Text(format!("From now on you can sign in with {provider}.")),
            Remark(format!("If it was not you, remove it in your settings: {public_url}/user-settings.")),
        ],
    }
}
