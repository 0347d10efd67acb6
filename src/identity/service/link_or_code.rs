//! Signing in by mail: a link to follow, or a code to type. Whether there is an account changes nothing in what is done
//! or answered; only the mail says it.

use steward_kernel::error::Error;
use steward_kernel::input;

use super::enter::enter;
use super::sign_in::by_email;
use crate::identity::model::{CameByLink, EmailAndCode, LinkToken, LinkWanted, MailSent, Me};
use crate::identity::scope::BrowserRequest;
use crate::identity::session::end_all;
use crate::identity::store;
use crate::identity::verification::{self, Kind, Proof, Wanted};
use crate::platform::audit::{self, Actor, Entry};
use crate::platform::limits::{self, Rule};
use crate::platform::mail;
use crate::platform::outbox;

/// Has a proof's secret sent to an address, if there is an account.
pub(super) async fn send(
    request: &BrowserRequest,
    kind: Kind,
    (mail_kind, action): (mail::Kind, &'static str),
    email: &str,
    return_url: Option<&str>,
) -> Result<MailSent, Error> {
    let edge = &request.edge;
    let email = input::email("email", email)?;
    let return_url = return_url.map(|path| input::return_path("returnUrl", path)).transpose()?;
    let rules = [Rule::CodeEmail(&email), Rule::CodeAddress(request.ip_address.as_deref())];
    limits::attempt(edge, &rules).await?;
    let wanted = Wanted {
        kind,
        subject: &email,
        email: &email,
        user_id: None,
        return_url: return_url.as_deref(),
        content: None,
    };
    let made = verification::make(edge, &wanted)?;
    let entry = Entry {
        action,
        organization_id: None,
        estate_id: None,
        resource_type: "verification",
        resource_id: made.id.as_ref(),
        detail: serde_json::json!({}),
    };
    let recorded = outbox::record(edge, vec![mail::request(mail_kind, made.id.as_ref())]);
    let mut statements = vec![made.statement, audit::record(edge, &request.origin(Actor::System("visitor")), &entry)];
    statements.extend(recorded.statements.iter().cloned());
    edge.database()?.batch(statements).await?;
    outbox::dispatch(edge, recorded);
    Ok(MailSent { email, expires_at: made.expires_at })
}

/// Has a link sent that signs in.
///
/// # Errors
/// [`Error::Validation`]; [`Error::RateLimited`] for more than five to the address in an hour, or twenty from an IP
/// address.
pub async fn send_link(request: &BrowserRequest, body: &LinkWanted) -> Result<MailSent, Error> {
    let what = (mail::Kind::SignInLink, "auth.sendLink");
    send(request, Kind::SignInLink, what, &body.email, body.return_url.as_deref()).await
}

/// Has a code sent that signs in.
///
/// # Errors
/// As [`send_link`].
pub async fn send_code(request: &BrowserRequest, email: &str) -> Result<MailSent, Error> {
    send(request, Kind::SignInCode, (mail::Kind::SignInCode, "auth.sendCode"), email, None).await
}

/// Signs in by the token of a link.
///
/// # Errors
/// [`Error::InvalidCode`]; [`Error::AccountBanned`]; [`Error::RateLimited`] after twenty wrong ones from the IP address.
pub async fn verify_link(request: &BrowserRequest, body: &LinkToken) -> Result<CameByLink, Error> {
    let edge = &request.edge;
    let passed = limits::attempt(edge, &[Rule::SignInAddress(request.ip_address.as_deref())]).await?;
    let proof = verification::find_token(edge, Kind::SignInLink, &body.token).await?;
    let me = come_in(request, &proof, "auth.verifyLink", "token").await?;
    passed.forget().await;
    Ok(CameByLink { me, return_url: proof.return_url })
}

/// Signs in by a code.
///
/// # Errors
/// As [`verify_link`].
pub async fn verify_code(request: &BrowserRequest, body: &EmailAndCode) -> Result<Me, Error> {
    let edge = &request.edge;
    let email = input::email("email", &body.email)?;
    let passed = limits::attempt(edge, &[Rule::SignInAddress(request.ip_address.as_deref())]).await?;
    let proof = verification::try_code(edge, Kind::SignInCode, &email, &body.code, "code").await?;
    let me = come_in(request, &proof, "auth.verifyCode", "code").await?;
    passed.forget().await;
    Ok(me)
}

/// Lets in whoever has shown to read the address's mail. What was set before the address was proven (a password,
/// sessions) may be somebody else's who only claimed it: it ends.
async fn come_in(
    request: &BrowserRequest,
    proof: &Proof,
    action: &'static str,
    field: &'static str,
) -> Result<Me, Error> {
    let edge = &request.edge;
    let account = by_email(edge, &proof.email).await?.ok_or(Error::InvalidCode(field))?;
    if account.is_banned {
        return Err(Error::AccountBanned);
    }
    let mut statements = proof.consume();
    let mut events = Vec::new();
    if !account.email_verified {
        let ending = end_all(edge, &account.id, None).await?;
        statements.push(crate::bind!(store::DELETE_UNPROVEN_CREDENTIAL, account.id));
        statements.push(ending.statement);
        statements.push(crate::bind!(store::VERIFY_EMAIL, account.id, proof.email, edge.now()));
        events.extend(ending.events);
    }
    let recorded = outbox::record(edge, events);
    statements.extend(recorded.statements.iter().cloned());
    let entrance = enter(request, &account.id, None, action);
    let me = entrance.commit(request, statements).await.map_err(|error| verification::refused(error, field))?;
    outbox::dispatch(edge, recorded);
    Ok(me)
}
