//! Making and sending the mail that an event asks for.

use serde::Deserialize;
use steward_kernel::error::Error;
use steward_kernel::id::{AccountId, InvitationId, TypeId, UserId, VerificationId};

use super::letter::{self, Letter};
use super::model::{Kind, Mail};
use super::{render, transport};
use crate::edge::Edge;
use crate::identity::service as identity;
use crate::identity::verification::{self, Kind as Proof};
use crate::organizations::invitations;
use crate::platform::outbox::{Consumer, Subscription};
use crate::platform::outbox::{ConsumerError, Delivered, StoredEvent};

/// What mail does on events.
pub const CONSUMERS: &[Consumer] =
    &[crate::consumer!("sendMail", Subscription::Events(&["mail:requested"]), inline, send)];

#[derive(Deserialize)]
struct Payload {
    kind: Kind,
    id: String,
}

/// Somebody asked for a mail: it is made from the row as it is now, and sent. A row that is gone, used or has run out
/// needs no mail any more.
///
/// # Errors
/// [`ConsumerError`].
pub async fn send(edge: &Edge, event: &StoredEvent) -> Delivered {
    let permanent = |error: &dyn std::fmt::Display| ConsumerError::Permanent(error.to_string());
    let Payload { kind, id } = steward_kernel::json::read(&event.payload).map_err(|error| permanent(&error))?;
    let public_url = edge.public_url()?;
    let written = match kind {
        Kind::PasswordChanged => {
            let user_id = UserId::parse(&id).map_err(|error| permanent(&error))?;
            identity::addressee(edge, &user_id).await?.map(|user| {
                let letter = letter::password_changed(&user.name, &public_url);
                (kind, user.email, letter)
            })
        }
        Kind::NewSignInMethod => {
            let account_id = AccountId::parse(&id).map_err(|error| permanent(&error))?;
            identity::addressee_of_account(edge, &account_id).await?.map(|user| {
                let provider = provider_name(user.provider_id.as_deref().unwrap_or_default());
                (kind, user.email, letter::new_sign_in_method(&user.name, provider, &public_url))
            })
        }
        Kind::Invitation => {
            let invitation_id = InvitationId::parse(&id).map_err(|error| permanent(&error))?;
            invitations::letter(edge, &invitation_id).await?.map(|view| {
                let letter = letter::invitation(&view);
                (kind, view.email, letter)
            })
        }
        _ => {
            let proof_id = VerificationId::parse(&id).map_err(|error| permanent(&error))?;
            of_proof(edge, &proof_id, &public_url).await?
        }
    };
    let Some((kind, to, letter)) = written else { return Ok(()) };
    let rendered = render::render(&letter, &public_url);
    let mail = Mail { kind, to, subject: letter.subject, text: rendered.text, html: rendered.html };
    transport::send(edge, &event.id, &mail).await
}

/// The mail that carries a proof's secret. Whether there is an account is looked up here and not in the request, so that
/// the request does the same for every address.
async fn of_proof(edge: &Edge, id: &VerificationId, public_url: &str) -> Result<Option<(Kind, String, Letter)>, Error> {
    let Some(proof) = verification::for_mail(edge, id).await? else { return Ok(None) };
    let (email, secret) = (proof.email, proof.secret);
    let owner = identity::addressee_at(edge, &email).await?;
    let name = owner.as_ref().map(|owner| owner.name.as_str());
    let (kind, letter) = match (proof.kind, name) {
        (Proof::SignUp, None) => (Kind::SignUpCode, letter::sign_up_code(&secret)),
        (Proof::SignUp, Some(_)) => (Kind::AccountExists, letter::account_exists(public_url)),
        (Proof::SignInLink, Some(name)) => (Kind::SignInLink, letter::sign_in_link(name, public_url, &secret)),
        (Proof::SignInCode, Some(name)) => (Kind::SignInCode, letter::sign_in_code(name, &secret)),
        (Proof::ResetPassword, Some(name)) => (Kind::ResetPassword, letter::reset_password(name, public_url, &secret)),
        (Proof::SignInLink | Proof::SignInCode | Proof::ResetPassword, None) => {
            (Kind::NoAccount, letter::no_account(public_url))
        }
        (Proof::ChangeEmail, _) => {
            let is_free = owner.as_ref().is_none_or(|owner| Some(&owner.id) == proof.user_id.as_ref());
            if is_free {
                (Kind::EmailCode, letter::email_code(&secret))
            } else {
                (Kind::AccountExists, letter::account_exists(public_url))
            }
        }
        (Proof::FormerEmail, _) => (Kind::EmailChanged, letter::email_changed(public_url)),
    };
    Ok(Some((kind, email, letter)))
}

/// What people call a way to sign in.
fn provider_name(id: &str) -> &'static str {
    match id {
        "google" => "Google",
        "github" => "GitHub",
        "slack" => "Slack",
        _ => "a password",
    }
}
