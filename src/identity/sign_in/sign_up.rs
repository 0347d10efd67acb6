//! Signing up. The form is sealed and stored until the user enters the code from the email. The request takes the same
//! steps and returns the same response whether or not the address is taken; only the email differs.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::json;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{AccountId, UserId};
use steward_kernel::input;
use steward_kernel::signature::token_hash;

use super::start_session::start_first_session;
use super::turnstile::{self, HumanAction};
use super::verification::{self, Kind, NewVerification, Verification};
use super::{breaches, password_hash, store};
use crate::api::{Argument, Input, Needs};
use crate::edge::Edge;
use crate::edge::database::{is_precondition_failed, violates};
use crate::edge::text;
use crate::identity::hooks::{EmailProof, NewUser};
use crate::identity::mails;
use crate::identity::model::{EmailAndCode, MailSent, Me, SignUp, SignUpByInvitation};
use crate::identity::scope::BrowserRequest;
use crate::identity::sessions::cookie;
use crate::identity::sign_up_gate;
use crate::identity::users::provision_user;
use crate::platform::change::{AuditEvent, Tenant};
use crate::platform::limits::{self, Rule};
use crate::platform::mail::MailRequested;

const MAX_INVITATION_BYTES: usize = 100;

/// How often a sign-up is tried when its invitation or domain changes at the same time.
const MAX_ATTEMPTS: u32 = 3;

/// Identifies the browser of a sign-up by a cookie. A code completes a sign-up only in the browser that started it:
/// otherwise an attacker could choose a password for another person's address and have that person enter the code.
#[derive(Debug)]
pub struct SignUpBrowser(Option<String>);

impl Argument for SignUpBrowser {
    const NEEDS: Needs = Needs::NOTHING;

    fn take(input: &mut Input) -> Result<Self, Error> {
        Ok(Self(cookie::SIGN_UP.token(&input.head.headers, &input.incoming.edge)))
    }
}

impl SignUpBrowser {
    fn or_new(self, edge: &Edge) -> String {
        self.0.unwrap_or_else(|| URL_SAFE_NO_PAD.encode(edge.random::<32>()))
    }
}

fn subject(email: &str, browser: &str) -> String {
    format!("{email}:{}", token_hash(browser))
}

/// The form of a sign-up, sealed in its verification.
#[derive(Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
struct PendingSignUp {
    name: String,
    password_hash: String,
    invitation: Option<String>,
}

/// The invitation in the content of a sign-up's verification.
pub fn invitation_of(content: Option<&str>) -> Option<String> {
    steward_kernel::from_json::read::<PendingSignUp>(content?).ok()?.invitation
}

/// Stores the form of a sign-up and sends a code to the address.
///
/// # Errors
/// [`Error::Validation`]; [`Error::HumanCheckFailed`]; [`Error::RateLimited`] for more than five codes to the address in an hour, or twenty from an
/// IP address.
pub async fn sign_up(request: &BrowserRequest, browser: SignUpBrowser, body: SignUp) -> Result<MailSent, Error> {
    let edge = &request.edge;
    let email = text::email("email", &body.email)?;
    input::new_password("password", &body.password)?;
    let name = input::name("name", &body.name)?;
    input::unobvious_password("password", &body.password, &[&email, &name])?;
    if body.invitation.as_ref().is_some_and(|token| token.len() > MAX_INVITATION_BYTES) {
        return Err(Error::field("invitation", "Use the token of an invitation link."));
    }
    turnstile::require(request, HumanAction::SignUp, body.turnstile_token.as_deref()).await?;
    let rules = [Rule::CodeEmail(&email), Rule::CodeAddress(request.ip_address.as_deref())];
    limits::attempt(edge, &rules).await?;

    breaches::must_not_be_breached(edge, "password", &body.password).await?;
    let password_hash = password_hash::hash(edge, &body.password)?;
    let pending = PendingSignUp { name, password_hash, invitation: body.invitation };
    let content = serde_json::to_string(&pending).map_err(Error::internal)?;
    let browser = browser.or_new(edge);
    let new = NewVerification {
        subject: &subject(&email, &browser),
        content: Some(&content),
        ..NewVerification::of_email(Kind::SignUp, &email)
    };
    let mut change = request.anonymous_change();
    let created = verification::create(&mut change, &new)?;
    let after = json!({ "expiresAt": created.expires_at });
    change.audit(&AuditEvent::new("auth.signUp", "verification", &created.id).after(after));
    change.emit(&MailRequested::new(mails::SIGN_UP_CODE, &created.id));
    change.commit().await?;
    cookie::SIGN_UP.set(edge, &browser, Kind::SignUp.lifetime_ms());
    Ok(MailSent { email, expires_at: created.expires_at })
}

/// An operation that completes a sign-up.
struct Completion {
    operation_id: &'static str,
    /// The field that verifies the address.
    field: &'static str,
    proof: EmailProof,
    is_invitation_required: bool,
}

const BY_CODE: Completion = Completion {
    operation_id: "auth.verifySignUp",
    field: "code",
    proof: EmailProof::ByCode,
    is_invitation_required: false,
};
const BY_INVITATION: Completion = Completion {
    operation_id: "auth.signUpByInvitation",
    field: "proof",
    proof: EmailProof::Proven,
    is_invitation_required: true,
};

/// Creates the user, the membership and a session in one batch.
///
/// # Errors
/// [`Error::InvalidCode`], also when another account has taken the address meanwhile; [`ConflictCode::SignUpRefused`];
/// [`ConflictCode::Waitlisted`], the address is then on the waitlist; [`Error::RateLimited`] after twenty wrong codes from
/// the IP address.
pub async fn verify_sign_up(
    request: &BrowserRequest,
    browser: SignUpBrowser,
    body: &EmailAndCode,
) -> Result<Me, Error> {
    let edge = &request.edge;
    let email = text::email("email", &body.email)?;
    let passed = limits::attempt(edge, &[Rule::SignInAddress(request.ip_address.as_deref())]).await?;
    let subject = subject(&email, &browser.0.unwrap_or_default());
    let verification =
        verification::verify_code(edge, Kind::SignUp, (&subject, &email), &body.code, BY_CODE.field).await?;
    let pending = verification.content.as_deref().unwrap_or_default();
    let pending: PendingSignUp = steward_kernel::from_json::read(pending).map_err(Error::internal)?;
    let me = complete(request, &verification, &pending, &BY_CODE).await?;
    passed.reset().await;
    Ok(me)
}

/// Creates the user, the membership and a session in one batch. The emailed link of the invitation verifies the
/// address.
///
/// # Errors
/// [`Error::Validation`]; [`Error::InvalidCode`], also for another address than the invited one and when an account
/// has it; [`steward_kernel::error::ConflictCode::InvitationEnded`]; [`Error::RateLimited`] after twenty wrong proofs
/// from the IP address.
pub async fn sign_up_by_invitation(request: &BrowserRequest, body: SignUpByInvitation) -> Result<Me, Error> {
    let edge = &request.edge;
    let email = text::email("email", &body.email)?;
    input::new_password("password", &body.password)?;
    let name = input::name("name", &body.name)?;
    input::unobvious_password("password", &body.password, &[&email, &name])?;
    let passed = limits::attempt(edge, &[Rule::SignInAddress(request.ip_address.as_deref())]).await?;
    let (subject, field) = (token_hash(&body.invitation), BY_INVITATION.field);
    let verification = verification::verify_token_of(edge, Kind::Invitation, &subject, &body.proof, field).await?;
    if verification.email != email {
        return Err(Error::InvalidCode(field));
    }
    breaches::must_not_be_breached(edge, "password", &body.password).await?;
    let password_hash = password_hash::hash(edge, &body.password)?;
    let pending = PendingSignUp { name, password_hash, invitation: Some(body.invitation) };
    let me = complete(request, &verification, &pending, &BY_INVITATION).await?;
    passed.reset().await;
    Ok(me)
}

/// Creates the user, and tries again when the invitation or the domain changes at the same time.
async fn complete(
    request: &BrowserRequest,
    verification: &Verification,
    pending: &PendingSignUp,
    completion: &Completion,
) -> Result<Me, Error> {
    let mut attempts = 1;
    loop {
        match create_user(request, verification, pending, completion).await {
            Err(error) if attempts < MAX_ATTEMPTS && is_precondition_failed(&error) => attempts += 1,
            Err(Error::ConflictCode(ConflictCode::Waitlisted)) => {
                return wait(request, verification, &pending.name, completion).await;
            }
            Err(error) if violates(&error, "user.email") => return Err(Error::InvalidCode(completion.field)),
            result => return result.map_err(|error| verification::consumed_as_invalid_code(error, completion.field)),
        }
    }
}

/// Puts the address on the waitlist, which is the end of the sign-up for now.
async fn wait(
    request: &BrowserRequest,
    verification: &Verification,
    name: &str,
    completion: &Completion,
) -> Result<Me, Error> {
    let mut change = request.anonymous_change();
    verification.consume(&mut change);
    sign_up_gate::join(&mut change, completion.operation_id, &verification.email, name).await?;
    let committed = change.commit().await;
    committed.map_err(|error| verification::consumed_as_invalid_code(error, completion.field))?;
    Err(ConflictCode::Waitlisted.into())
}

/// One batch: the user, the membership, the password and the session.
async fn create_user(
    request: &BrowserRequest,
    verification: &Verification,
    pending: &PendingSignUp,
    completion: &Completion,
) -> Result<Me, Error> {
    let edge = &request.edge;
    let user_id = edge.id(UserId::new);
    let mut change = request.change_by(&user_id);
    verification.consume(&mut change);
    let new_user = NewUser {
        user_id: &user_id,
        name: &pending.name,
        email: &verification.email,
        proof: completion.proof,
        invitation: pending.invitation.as_deref(),
        is_invitation_required: completion.is_invitation_required,
    };
    let organization_id = provision_user(&mut change, &new_user).await?;
    let account_id = edge.id(AccountId::new);
    change.run(crate::bind!(store::PUT_CREDENTIAL, account_id, user_id, pending.password_hash, edge.now()));
    change.set_tenant(organization_id.as_ref().map_or(Tenant::NONE, Tenant::organization));
    let session = start_first_session(&mut change, request, &user_id, completion.operation_id);
    if organization_id.is_some() {
        // for the user's security log, which has what belongs to no organization
        change.set_tenant(Tenant::NONE);
        change.audit(&session.audit_event(completion.operation_id, &user_id));
    }
    session.commit(edge, change).await
}
