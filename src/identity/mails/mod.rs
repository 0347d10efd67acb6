//! The emails of identity: codes, links, and notifications about changes of an account.

mod text;

use steward_kernel::id::{AccountId, TypeId, UserId, VerificationId, WaitlistEntryId};

use super::sign_in::invitation_of;
use super::sign_in::new_device::NewDevice;
use super::sign_in::verification::{self, Kind as Proof};
use super::sign_up_gate::{self, Admission};
use super::users;
use crate::edge::Edge;
use crate::platform::mail::{Composed, Email, EmailTemplate, MailTemplate};
use crate::platform::outbox::ConsumerError;

/// Event payloads contain these names, so a name is never reused for another email.
pub const SIGN_UP_CODE: &str = "sign_up_code";
/// The email with a link that signs in.
pub const SIGN_IN_LINK: &str = "sign_in_link";
/// The email with a code that signs in.
pub const SIGN_IN_CODE: &str = "sign_in_code";
/// The email with a link that sets a new password.
pub const RESET_PASSWORD: &str = "reset_password";
/// The code with which a signed-in user confirms who they are.
pub const CONFIRMATION_CODE: &str = "confirmation_code";
/// The code that verifies a new address.
pub const EMAIL_CODE: &str = "email_code";
/// Sent to the former address.
pub const EMAIL_CHANGED: &str = "email_changed";
/// The notice that the password was changed.
pub const PASSWORD_CHANGED: &str = "password_changed";
/// The notice that a sign-in method was added.
pub const NEW_SIGN_IN_METHOD: &str = "new_sign_in_method";
/// The notice that a second factor was added.
pub const SECOND_FACTOR_ADDED: &str = "second_factor_added";
/// The notice that a second factor was removed.
pub const SECOND_FACTOR_REMOVED: &str = "second_factor_removed";
/// The notice about a sign-in with an unknown browser.
pub const NEW_DEVICE: &str = "new_device";
/// The link to sign up, for somebody who was on the waitlist.
pub const WAITLIST_ACCEPTED: &str = "waitlist_accepted";
/// Sent in place of a code or link for an address that may not sign up.
const SIGN_UP_REFUSED: &str = "sign_up_refused";
/// Sent in place of a code for an address that has an account.
const ACCOUNT_EXISTS: &str = "account_exists";
/// Sent in place of a code or link for an address without an account.
const NO_ACCOUNT: &str = "no_account";

/// The emails of identity.
pub const MAILS: &[MailTemplate] = &[
    crate::mail_template!(SIGN_UP_CODE, compose_verification),
    crate::mail_template!(SIGN_IN_LINK, compose_verification),
    crate::mail_template!(SIGN_IN_CODE, compose_verification),
    crate::mail_template!(RESET_PASSWORD, compose_verification),
    crate::mail_template!(CONFIRMATION_CODE, compose_verification),
    crate::mail_template!(EMAIL_CODE, compose_verification),
    crate::mail_template!(EMAIL_CHANGED, compose_verification),
    crate::mail_template!(PASSWORD_CHANGED, compose_password_changed),
    crate::mail_template!(NEW_SIGN_IN_METHOD, compose_new_sign_in_method),
    crate::mail_template!(SECOND_FACTOR_ADDED, compose_second_factor_added),
    crate::mail_template!(SECOND_FACTOR_REMOVED, compose_second_factor_removed),
    crate::mail_template!(NEW_DEVICE, compose_new_device),
    crate::mail_template!(WAITLIST_ACCEPTED, compose_waitlist_accepted),
];

fn parse<T: TypeId>(id: &str) -> Result<T, ConsumerError> {
    T::parse(id).map_err(|error| ConsumerError::Permanent(error.to_string()))
}

async fn compose_password_changed(edge: &Edge, id: &str) -> Composed {
    let Some(user) = users::addressee(edge, &parse::<UserId>(id)?).await? else { return Ok(None) };
    let template = text::password_changed(&user.name, &edge.public_url()?);
    Ok(Some(Email { kind: PASSWORD_CHANGED, to: user.email, template }))
}

async fn compose_second_factor_added(edge: &Edge, id: &str) -> Composed {
    let Some(user) = users::addressee(edge, &parse::<UserId>(id)?).await? else { return Ok(None) };
    let template = text::second_factor_added(&user.name, &edge.public_url()?);
    Ok(Some(Email { kind: SECOND_FACTOR_ADDED, to: user.email, template }))
}

async fn compose_second_factor_removed(edge: &Edge, id: &str) -> Composed {
    let Some(user) = users::addressee(edge, &parse::<UserId>(id)?).await? else { return Ok(None) };
    let template = text::second_factor_removed(&user.name, &edge.public_url()?);
    Ok(Some(Email { kind: SECOND_FACTOR_REMOVED, to: user.email, template }))
}

async fn compose_new_sign_in_method(edge: &Edge, id: &str) -> Composed {
    let account_id = parse::<AccountId>(id)?;
    let Some(user) = users::addressee_of_account(edge, &account_id).await? else { return Ok(None) };
    let provider = provider_name(user.provider_id.as_deref().unwrap_or_default());
    let template = text::new_sign_in_method(&user.name, provider, &edge.public_url()?);
    Ok(Some(Email { kind: NEW_SIGN_IN_METHOD, to: user.email, template }))
}

async fn compose_new_device(edge: &Edge, id: &str) -> Composed {
    let Some(proof) = verification::for_mail(edge, &parse::<VerificationId>(id)?).await? else { return Ok(None) };
    let (Some(user_id), Some(content)) = (&proof.user_id, &proof.content) else { return Ok(None) };
    let Some(user) = users::addressee(edge, user_id).await? else { return Ok(None) };
    let device = steward_kernel::from_json::read::<NewDevice>(content);
    let device = device.map_err(|error| ConsumerError::Permanent(error.to_string()))?;
    let template = text::new_device(&user.name, &edge.public_url()?, &proof.secret, &device);
    Ok(Some(Email { kind: NEW_DEVICE, to: proof.email, template }))
}

async fn compose_waitlist_accepted(edge: &Edge, id: &str) -> Composed {
    let entry = sign_up_gate::accepted_entry(edge, &parse::<WaitlistEntryId>(id)?).await?;
    let Some((name, to)) = entry else { return Ok(None) };
    let template = text::waitlist_accepted(&name, &to, &edge.public_url()?);
    Ok(Some(Email { kind: WAITLIST_ACCEPTED, to, template }))
}

/// Composes the email that carries a verification's secret. The account is looked up here and not in the request, so
/// that the request takes the same steps for every address.
async fn compose_verification(edge: &Edge, id: &str) -> Composed {
    let Some(proof) = verification::for_mail(edge, &parse::<VerificationId>(id)?).await? else { return Ok(None) };
    let (to, secret) = (proof.email, proof.secret);
    let owner = users::addressee_at(edge, &to).await?;
    let is_free = owner.as_ref().is_none_or(|owner| Some(&owner.id) == proof.user_id.as_ref());
    let name = owner.as_ref().map(|owner| owner.name.as_str());
    let admission = if owner.is_none() && may_sign_up(proof.kind) {
        sign_up_gate::decide(edge, &to, invitation_of(proof.content.as_deref()).as_deref()).await?
    } else {
        Admission::Admitted
    };
    let email = verification_email(proof.kind, name, (is_free, admission), &edge.public_url()?, &secret);
    Ok(email.map(|(kind, template)| Email { kind, to, template }))
}

/// Whether the email to an address without an account invites it to sign up, or says that it cannot.
const fn may_sign_up(proof: Proof) -> bool {
    matches!(proof, Proof::SignUp | Proof::SignInLink | Proof::SignInCode | Proof::ResetPassword)
}

/// Selects the email for a verification; `None` when its secret is part of another domain's email. `owner_name` is the
/// name of the account that has the address; `is_free` is whether the user who requested the verification can use the
/// address, and `admission` whether an address without an account may sign up.
fn verification_email(
    proof: Proof,
    owner_name: Option<&str>,
    (is_free, admission): (bool, Admission),
    public_url: &str,
    secret: &str,
) -> Option<(&'static str, EmailTemplate)> {
    Some(match (proof, owner_name) {
        (_, None) if admission == Admission::Refused => (SIGN_UP_REFUSED, text::sign_up_refused()),
        (Proof::SignUp, None) if admission == Admission::Waitlisted => (SIGN_UP_CODE, text::waitlist_code(secret)),
        (Proof::SignUp, None) => (SIGN_UP_CODE, text::sign_up_code(secret)),
        (Proof::SignUp, Some(_)) => (ACCOUNT_EXISTS, text::account_exists(public_url)),
        (Proof::SignInLink, Some(name)) => (SIGN_IN_LINK, text::sign_in_link(name, public_url, secret)),
        (Proof::SignInCode, Some(name)) => (SIGN_IN_CODE, text::sign_in_code(name, secret)),
        (Proof::ResetPassword, Some(name)) => (RESET_PASSWORD, text::reset_password(name, public_url, secret)),
        (Proof::SignInLink | Proof::SignInCode | Proof::ResetPassword, None) => {
            (NO_ACCOUNT, text::no_account(public_url))
        }
        (Proof::Confirmation, Some(name)) if is_free => (CONFIRMATION_CODE, text::confirmation_code(name, secret)),
        (Proof::ChangeEmail, _) if is_free => (EMAIL_CODE, text::email_code(secret)),
        (Proof::ChangeEmail, _) => (ACCOUNT_EXISTS, text::account_exists(public_url)),
        (Proof::FormerEmail, _) => (EMAIL_CHANGED, text::email_changed(public_url, secret)),
        (Proof::Invitation | Proof::Confirmation | Proof::NewDevice, _) => return None,
    })
}

/// The display name of a sign-in method.
fn provider_name(id: &str) -> &'static str {
    match id {
        "google" => "Google",
        "github" => "GitHub",
        "slack" => "Slack",
        "sso" => "single sign-on",
        _ => "a password",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::mail::render;

    const URL: &str = "https://steward.example.com";
    const TOKEN: &str = "abcdefghijklmnopqrstuvwxyz-_0123456789ABCDE";

    /// The subject and text of every email, as recipients see them.
    #[test]
    fn every_text() {
        let device = NewDevice {
            method: "your password".to_owned(),
            device: "Firefox on Windows".to_owned(),
            ip_address: Some("203.0.113.7".to_owned()),
            location: Some("Berlin, DE".to_owned()),
            signed_in_at: 1_769_860_800_123,
        };
        let templates = [
            text::sign_up_code("012345"),
            text::waitlist_code("012345"),
            text::waitlist_accepted("Demo Owner", "owner+demo@example.com", URL),
            text::sign_up_refused(),
            text::account_exists(URL),
            text::no_account(URL),
            text::sign_in_link("Demo Owner", URL, TOKEN),
            text::sign_in_code("Demo Owner", "012345"),
            text::reset_password("Demo Owner", URL, TOKEN),
            text::confirmation_code("Demo Owner", "012345"),
            text::email_code("012345"),
            text::email_changed(URL, TOKEN),
            text::password_changed("Demo Owner", URL),
            text::new_sign_in_method("Demo Owner", "GitHub", URL),
            text::second_factor_added("Demo Owner", URL),
            text::second_factor_removed("Demo Owner", URL),
            text::new_device("Demo Owner", URL, TOKEN, &device),
        ];
        let texts =
            templates.map(|template| format!("Subject: {}\n\n{}", template.subject, render(&template, URL).text));
        let together = texts.join("\n=====\n");
        assert_eq!(together, include_str!("mails.txt"), "{together}");
    }

    /// The HTML of one email; the others have the same parts.
    #[test]
    fn the_html_of_a_link() {
        let html = render(&text::sign_in_link("Demo Owner", URL, TOKEN), URL).html;
        assert_eq!(html, include_str!("sign_in_link.html"), "{html}");
    }

    #[test]
    fn no_address_gets_a_secret_for_an_account_that_is_not_its_own() {
        let kind = |proof, name, is_free| {
            verification_email(proof, name, (is_free, Admission::Admitted), URL, TOKEN).unwrap().0
        };
        assert_eq!(kind(Proof::SignUp, None, true), SIGN_UP_CODE);
        assert_eq!(kind(Proof::SignUp, Some("Demo Owner"), false), ACCOUNT_EXISTS);
        for proof in [Proof::SignInLink, Proof::SignInCode, Proof::ResetPassword] {
            assert_eq!(kind(proof, None, true), NO_ACCOUNT);
        }
        assert_eq!(kind(Proof::ChangeEmail, Some("Demo Owner"), true), EMAIL_CODE);
        assert_eq!(kind(Proof::ChangeEmail, Some("Somebody Else"), false), ACCOUNT_EXISTS);
    }

    #[test]
    fn an_address_that_may_not_sign_up_gets_no_secret() {
        for proof in [Proof::SignUp, Proof::SignInLink, Proof::SignInCode, Proof::ResetPassword] {
            let email = verification_email(proof, None, (true, Admission::Refused), URL, TOKEN).unwrap();
            assert_eq!(email.0, SIGN_UP_REFUSED);
            assert!(!render(&email.1, URL).text.contains(TOKEN));
        }
        let account = verification_email(Proof::SignInCode, Some("Demo Owner"), (true, Admission::Refused), URL, TOKEN);
        assert_eq!(account.unwrap().0, SIGN_IN_CODE);
    }
}
