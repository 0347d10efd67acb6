//! The text of identity's emails.

use crate::identity::sign_in::new_device::NewDevice;
use crate::platform::mail::EmailTemplate;
use crate::platform::mail::Part::{self, Button, Code, Remark, Text};

pub(super) fn sign_up_code(code: &str) -> EmailTemplate {
    EmailTemplate {
        subject: format!("{code} is your Steward sign-up code"),
        parts: vec![
            Part::greeting(None),
            Part::text("Enter this code to complete your sign-up:"),
            Code(code.to_owned()),
            Part::remark(
                "The code is valid for 10 minutes. If you did not sign up for Steward, ignore this email: no account \
                    is created without the code. Do not share it with anyone.",
            ),
        ],
    }
}

pub(super) fn waitlist_code(code: &str) -> EmailTemplate {
    EmailTemplate {
        subject: format!("{code} is your Steward waitlist code"),
        parts: vec![
            Part::greeting(None),
            Part::text("Steward lets people in step by step. Enter this code to put your address on the waitlist:"),
            Code(code.to_owned()),
            Part::remark(
                "The code is valid for 15 minutes. If you did not sign up for Steward, ignore this email. Do not share the \
                    code with anyone.",
            ),
        ],
    }
}

pub(super) fn waitlist_accepted(name: &str, email: &str, public_url: &str) -> EmailTemplate {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("email", email).finish();
    EmailTemplate {
        subject: "You can sign up for Steward".to_owned(),
        parts: vec![
            Part::greeting(Some(name)),
            Part::text("You were on the waitlist of Steward. Now you can sign up with this address:"),
            Button { label: "Sign up", url: format!("{public_url}/signup?{query}") },
            Part::remark("If you did not ask for this, ignore this email: no account is created without you."),
        ],
    }
}

pub(super) fn sign_up_refused() -> EmailTemplate {
    EmailTemplate {
        subject: "No Steward account uses this address".to_owned(),
        parts: vec![
            Part::greeting(None),
            Part::text(
                "Someone, probably you, used this address at Steward, but no account uses it, and sign-up is by invitation \
                    only. If you signed up with another address, use that one. Otherwise, ask your organization for an \
                    invitation.",
            ),
            Part::remark("If this was not you, ignore this email."),
        ],
    }
}

pub(super) fn account_exists(public_url: &str) -> EmailTemplate {
    EmailTemplate {
        subject: "You already have a Steward account".to_owned(),
        parts: vec![
            Part::greeting(None),
            Part::text(
                "Someone, probably you, used this address to sign up for Steward or to change the email address of an \
                    account. This address already has an account: sign in to it instead.",
            ),
            Button { label: "Sign in", url: format!("{public_url}/login") },
            Remark(format!("Forgot your password? Reset it at {public_url}/reset.")),
            Part::remark("If this was not you, ignore this email: nothing was changed."),
        ],
    }
}

pub(super) fn no_account(public_url: &str) -> EmailTemplate {
    EmailTemplate {
        subject: "No Steward account uses this address".to_owned(),
        parts: vec![
            Part::greeting(None),
            Part::text(
                "Someone, probably you, tried to sign in to Steward or to reset a password with this address, but no \
                    account uses it. If you signed up with another address, use that one. Otherwise, sign up now.",
            ),
            Button { label: "Sign up", url: format!("{public_url}/signup") },
            Part::remark("If this was not you, ignore this email."),
        ],
    }
}

pub(super) fn sign_in_link(name: &str, public_url: &str, token: &str) -> EmailTemplate {
    EmailTemplate {
        subject: "Your Steward sign-in link".to_owned(),
        parts: vec![
            Part::greeting(Some(name)),
            Part::text("Use this link to sign in:"),
            Button { label: "Sign in", url: format!("{public_url}/verify#token={token}") },
            Part::remark(
                "The link works once and is valid for 10 minutes. If you did not request it, ignore this email. Do \
                    not share it with anyone.",
            ),
        ],
    }
}

pub(super) fn sign_in_code(name: &str, code: &str) -> EmailTemplate {
    EmailTemplate {
        subject: format!("{code} is your Steward sign-in code"),
        parts: vec![
            Part::greeting(Some(name)),
            Part::text("Enter this code to sign in:"),
            Code(code.to_owned()),
            Part::remark(
                "The code works once and is valid for 10 minutes. If you did not request it, ignore this email. Do \
                    not share it with anyone.",
            ),
        ],
    }
}

pub(super) fn reset_password(name: &str, public_url: &str, token: &str) -> EmailTemplate {
    EmailTemplate {
        subject: "Reset your Steward password".to_owned(),
        parts: vec![
            Part::greeting(Some(name)),
            Part::text("Use this link to choose a new password. It signs you out everywhere else."),
            Button { label: "Choose a new password", url: format!("{public_url}/reset#token={token}") },
            Part::remark(
                "The link works once and is valid for one hour. If you did not request it, ignore this email: your \
                    password is not changed.",
            ),
        ],
    }
}

pub(super) fn confirmation_code(name: &str, code: &str) -> EmailTemplate {
    EmailTemplate {
        subject: format!("{code} is your Steward confirmation code"),
        parts: vec![
            Part::greeting(Some(name)),
            Part::text("Enter this code in Steward to confirm that it is you:"),
            Code(code.to_owned()),
            Part::remark(
                "The code works once and is valid for 10 minutes. If you did not request it, someone else is signed in to \
                    your account: end all sessions in your settings. Do not share it with anyone.",
            ),
        ],
    }
}

pub(super) fn email_code(code: &str) -> EmailTemplate {
    EmailTemplate {
        subject: format!("{code} is your Steward verification code"),
        parts: vec![
            Part::greeting(None),
            Part::text("Enter this code in Steward to verify this email address:"),
            Code(code.to_owned()),
            Part::remark(
                "The code is valid for 10 minutes. If you did not request it, ignore this email. Do not share it \
                    with anyone.",
            ),
        ],
    }
}

pub(super) fn email_changed(public_url: &str, token: &str) -> EmailTemplate {
    EmailTemplate {
        subject: "Your email address was changed".to_owned(),
        parts: vec![
            Part::greeting(None),
            Part::text(
                "Your Steward account now has a different email address. You will get no further emails at this one.",
            ),
            Part::text("If this was not you, someone else has access to your account. Take it back within three days:"),
            Button { label: "This was not me", url: format!("{public_url}/reset#token={token}") },
            Part::remark(
                "The link sets this address again, signs everyone out and lets you choose a new password. If it was you, \
                    ignore this email.",
            ),
        ],
    }
}

pub(super) fn password_changed(name: &str, public_url: &str) -> EmailTemplate {
    EmailTemplate {
        subject: "Your password was changed".to_owned(),
        parts: vec![
            Part::greeting(Some(name)),
            Part::text("Your Steward account has a new password, and you were signed out everywhere else."),
            Remark(format!("If this was not you, reset your password immediately: {public_url}/reset.")),
        ],
    }
}

pub(super) fn new_sign_in_method(name: &str, provider: &str, public_url: &str) -> EmailTemplate {
    EmailTemplate {
        subject: "A sign-in method was added to your account".to_owned(),
        parts: vec![
            Part::greeting(Some(name)),
            Text(format!("You can now sign in with {provider}.")),
            Remark(format!("If this was not you, remove it in your settings: {public_url}/user-settings.")),
        ],
    }
}

pub(super) fn second_factor_added(name: &str, public_url: &str) -> EmailTemplate {
    EmailTemplate {
        subject: "A second factor was added to your account".to_owned(),
        parts: vec![
            Part::greeting(Some(name)),
            Part::text("Signing in to your Steward account now needs a second factor."),
            Remark(format!(
                "If this was not you, someone else has access to your account: contact the operator of {public_url} \
                    immediately."
            )),
        ],
    }
}

pub(super) fn second_factor_removed(name: &str, public_url: &str) -> EmailTemplate {
    EmailTemplate {
        subject: "A second factor was removed from your account".to_owned(),
        parts: vec![
            Part::greeting(Some(name)),
            Part::text("A second factor of your Steward account was removed and no longer signs you in."),
            Remark(format!(
                "If this was not you, reset your password immediately ({public_url}/reset) and add a second factor again."
            )),
        ],
    }
}

pub(super) fn new_device(name: &str, public_url: &str, token: &str, sign_in: &NewDevice) -> EmailTemplate {
    EmailTemplate {
        subject: "New sign-in to your Steward account".to_owned(),
        parts: vec![
            Part::greeting(Some(name)),
            Text(format!(
                "Someone signed in to your Steward account with {}, in a browser that you have not used before.",
                sign_in.method
            )),
            Text(format!("Device: {}", sign_in.device)),
            Text(format!("Time: {}", sign_in.time())),
            Text(format!("IP address: {}", sign_in.source())),
            Part::text("If it was you, ignore this email. If not, someone else has access to your account:"),
            Button { label: "This was not me", url: format!("{public_url}/not-me#token={token}") },
            Part::remark(
                "The link works once and is valid for three days. It signs everyone out of your account and lets you choose \
                    a new password.",
            ),
        ],
    }
}
