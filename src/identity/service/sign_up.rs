//! Signing up: what was typed is kept sealed until the code from the mail comes. Whether the address is taken changes
//! nothing in what is done or answered; only the mail says it.

use axum::extract::FromRequestParts;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::request::Parts;
use serde::{Deserialize, Serialize};
use steward_kernel::error::Error;
use steward_kernel::id::{AccountId, UserId};
use steward_kernel::input;
use steward_kernel::signature::token_hash;

use super::arrive::{Newcomer, arrive};
use super::enter::enter;
use crate::edge::Edge;
use crate::edge::bridge::Failure;
use crate::edge::database::{is_precondition_failed, violates};
use crate::edge::extract::incoming;
use crate::identity::cookie;
use crate::identity::model::{EmailAndCode, MailSent, Me, SignUp};
use crate::identity::scope::BrowserRequest;
use crate::identity::verification::{self, Kind, Proof, Wanted};
use crate::identity::{password, store};
use crate::platform::audit::{self, Actor, Entry};
use crate::platform::limits::{self, Rule};
use crate::platform::mail;
use crate::platform::outbox;

/// Characters of an invitation's token, at most.
const LONGEST_INVITATION: usize = 100;

/// How often a sign-up is tried anew whose invitation or domain changed at the same moment.
const TRIES: u32 = 3;

/// The browser that signs up, by a cookie. A code opens what was typed in the same browser only: otherwise somebody else
/// could type a password of theirs for an address, and have its owner enter the code.
#[derive(Debug)]
pub struct SignUpBrowser(Option<String>);

impl FromRequestParts<()> for SignUpBrowser {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &()) -> Result<Self, Failure> {
        let edge = incoming(parts)?.edge;
        Ok(Self(cookie::SIGN_UP.token(&parts.headers, &edge)))
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

/// What was typed, until the code comes.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pending {
    name: String,
    password_hash: String,
    invitation: Option<String>,
}

/// Keeps what somebody signs up with, and has a code sent to the address.
///
/// # Errors
/// [`Error::Validation`]; [`Error::RateLimited`] for more than five codes to the address in an hour, or twenty from an
/// IP address.
pub async fn sign_up(request: &BrowserRequest, browser: SignUpBrowser, body: SignUp) -> Result<MailSent, Error> {
    let edge = &request.edge;
    let email = input::email("email", &body.email)?;
    input::new_password("password", &body.password)?;
    let name = input::name("name", &body.name)?;
    if body.invitation.as_ref().is_some_and(|token| token.len() > LONGEST_INVITATION) {
        return Err(Error::field("invitation", "This is no invitation."));
    }
    let rules = [Rule::CodeEmail(&email), Rule::CodeAddress(request.ip_address.as_deref())];
    limits::attempt(edge, &rules).await?;

    let password_hash = password::hash(&body.password, edge.random())?;
    let pending = Pending { name, password_hash, invitation: body.invitation };
    let content = serde_json::to_string(&pending).map_err(Error::internal)?;
    let browser = browser.or_new(edge);
    let made = verification::make(
        edge,
        &Wanted {
            kind: Kind::SignUp,
            subject: &subject(&email, &browser),
            email: &email,
            user_id: None,
            return_url: None,
            content: Some(&content),
        },
    )?;
    let entry = Entry {
        action: "auth.signUp",
        organization_id: None,
        estate_id: None,
        resource_type: "verification",
        resource_id: made.id.as_ref(),
        detail: serde_json::json!({}),
    };
    let recorded = outbox::record(edge, vec![mail::request(mail::Kind::SignUpCode, made.id.as_ref())]);
    let mut statements = vec![made.statement, audit::record(edge, &request.origin(Actor::System("visitor")), &entry)];
    statements.extend(recorded.statements.iter().cloned());
    edge.database()?.batch(statements).await?;
    cookie::SIGN_UP.set(edge, &browser, Kind::SignUp.lifetime_ms());
    outbox::dispatch(edge, recorded);
    Ok(MailSent { email, expires_at: made.expires_at })
}

/// Makes the user, where they belong, and a session; all of it or nothing.
///
/// # Errors
/// [`Error::InvalidCode`], also when somebody else has the address by now; [`Error::RateLimited`] after twenty wrong
/// codes from the IP address.
pub async fn verify_sign_up(
    request: &BrowserRequest,
    browser: SignUpBrowser,
    body: &EmailAndCode,
) -> Result<Me, Error> {
    let edge = &request.edge;
    let email = input::email("email", &body.email)?;
    let passed = limits::attempt(edge, &[Rule::SignInAddress(request.ip_address.as_deref())]).await?;
    let subject = subject(&email, &browser.0.unwrap_or_default());
    let proof = verification::try_code(edge, Kind::SignUp, &subject, &body.code, "code").await?;
    let mut tries = 1;
    let me = loop {
        match complete(request, &proof).await {
            // what let them into an organization has ended in the meantime
            Err(error) if tries < TRIES && is_precondition_failed(&error) => tries += 1,
            Err(error) if violates(&error, "user.email") => return Err(Error::InvalidCode("code")),
            Err(error) => return Err(verification::refused(error, "code")),
            Ok(me) => break me,
        }
    };
    passed.forget().await;
    Ok(me)
}

/// Makes the user and all that goes with them, in one batch.
async fn complete(request: &BrowserRequest, proof: &Proof) -> Result<Me, Error> {
    let edge = &request.edge;
    let pending = proof.content.as_deref().unwrap_or_default();
    let pending: Pending = steward_kernel::json::read(pending).map_err(Error::internal)?;
    let user_id = edge.id(UserId::new);
    let origin = request.origin(Actor::User { id: user_id.clone(), impersonated_by: None });
    let newcomer = Newcomer {
        user_id: &user_id,
        name: &pending.name,
        email: &proof.email,
        invitation: pending.invitation.as_deref(),
    };
    let arrival = arrive(edge, &origin, &newcomer).await?;
    let recorded = outbox::record(edge, arrival.events);
    let mut statements = proof.consume();
    statements.extend(arrival.statements);
    let account_id = edge.id(AccountId::new);
    statements.push(crate::bind!(store::PUT_CREDENTIAL, account_id, user_id, pending.password_hash, edge.now()));
    statements.extend(recorded.statements.iter().cloned());
    let entrance = enter(request, &user_id, Some(&arrival.organization_id), "auth.verifySignUp");
    let me = entrance.commit(request, statements).await?;
    outbox::dispatch(edge, recorded);
    Ok(me)
}
