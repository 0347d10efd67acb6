//! Signing in by email, with a link or a code. The request takes the same steps and returns the same response whether
//! or not the account exists; only the email differs.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::input;

use super::authenticate::find_by_email;
use super::start_session::sign_in_or_challenge;
use super::store;
use super::turnstile::{self, HumanAction};
use super::verification::{self, Kind, NewVerification, Verification};
use crate::api::{Argument, Input, Needs};
use crate::edge::Edge;
use crate::edge::text;
use crate::identity::mails;
use crate::identity::model::{
    EmailAndCode, EmailOnly, LinkToken, MailSent, SecondFactorRequiredByLink, SendLink, SignInByLinkOutcome,
    SignInOutcome, SignedInByLink,
};
use crate::identity::scope::BrowserRequest;
use crate::identity::sessions::cookie;
use crate::identity::sessions::session::revoke_all;
use crate::platform::change::AuditEvent;
use crate::platform::limits::{self, Rule};
use crate::platform::mail::MailRequested;

/// Identifies the browser of a link by a cookie. In another browser, the person must confirm the account: otherwise an
/// attacker could sign somebody in to the attacker's account by sending them a link of their own.
#[derive(Debug)]
pub struct LinkBrowser(Option<String>);

impl Argument for LinkBrowser {
    const NEEDS: Needs = Needs::NOTHING;

    fn take(input: &mut Input) -> Result<Self, Error> {
        Ok(Self(cookie::LINK.token(&input.head.headers, &input.incoming.edge)))
    }
}

impl LinkBrowser {
    /// All links of a browser have one cookie, so that each of them can be opened.
    fn or_new(self, edge: &Edge) -> String {
        self.0.unwrap_or_else(|| URL_SAFE_NO_PAD.encode(edge.random::<32>()))
    }
}

/// What only a link has.
#[derive(Debug, Default)]
pub(super) struct Extras<'a> {
    pub return_url: Option<&'a str>,
    /// The cookie of [`LinkBrowser`].
    pub browser: Option<&'a str>,
}

/// Sends a link or a code to an address when an account exists.
pub(super) async fn send(
    request: &BrowserRequest,
    kind: Kind,
    (mail_kind, action): (&'static str, &'static str),
    email: &str,
    Extras { return_url, browser }: Extras<'_>,
) -> Result<MailSent, Error> {
    let edge = &request.edge;
    let email = text::email("email", email)?;
    let return_url = return_url.map(|path| input::return_path("returnUrl", path)).transpose()?;
    let rules = [Rule::CodeEmail(&email), Rule::CodeAddress(request.ip_address.as_deref())];
    limits::attempt(edge, &rules).await?;
    let return_url = return_url.as_deref();
    let new = NewVerification { return_url, browser, ..NewVerification::of_email(kind, &email) };
    let mut change = request.anonymous_change();
    let created = verification::create(&mut change, &new)?;
    let after = json!({ "expiresAt": created.expires_at });
    change.audit(&AuditEvent::new(action, "verification", &created.id).after(after));
    change.emit(&MailRequested::new(mail_kind, &created.id));
    change.commit().await?;
    Ok(MailSent { email, expires_at: created.expires_at })
}

/// Sends a sign-in link, and sets the cookie of the browser.
///
/// # Errors
/// [`Error::Validation`]; [`Error::HumanCheckFailed`]; [`Error::RateLimited`] for more than five emails to the address in an hour, or twenty from an
/// IP address.
pub async fn send_link(request: &BrowserRequest, browser: LinkBrowser, body: &SendLink) -> Result<MailSent, Error> {
    turnstile::require(request, HumanAction::SignIn, body.turnstile_token.as_deref()).await?;
    let mail_and_action = (mails::SIGN_IN_LINK, "auth.sendLink");
    let browser = browser.or_new(&request.edge);
    let extras = Extras { return_url: body.return_url.as_deref(), browser: Some(&browser) };
    let sent = send(request, Kind::SignInLink, mail_and_action, &body.email, extras).await?;
    cookie::LINK.set(&request.edge, &browser, Kind::SignInLink.lifetime_ms());
    Ok(sent)
}

/// Sends a sign-in code.
///
/// # Errors
/// As [`send_link`].
pub async fn send_code(request: &BrowserRequest, body: &EmailOnly) -> Result<MailSent, Error> {
    turnstile::require(request, HumanAction::SignIn, body.turnstile_token.as_deref()).await?;
    send(request, Kind::SignInCode, (mails::SIGN_IN_CODE, "auth.sendCode"), &body.email, Extras::default()).await
}

/// Signs in with the token of a link.
///
/// # Errors
/// [`Error::InvalidCode`]; [`ConflictCode::ConfirmAccount`] in another browser than the link was requested in, unless the
/// body has the address of the account; [`Error::AccountBanned`]; [`Error::RateLimited`] after twenty wrong tokens from
/// the IP address.
pub async fn verify_link(
    request: &BrowserRequest,
    browser: &LinkBrowser,
    body: &LinkToken,
) -> Result<SignInByLinkOutcome, Error> {
    let edge = &request.edge;
    let passed = limits::attempt(edge, &[Rule::SignInAddress(request.ip_address.as_deref())]).await?;
    let verification = verification::verify_token(edge, &[Kind::SignInLink], &body.token).await?;
    let is_confirmed = body.email.as_deref().is_some_and(|email| is_address(email, &verification.email));
    if !is_confirmed && !verification.is_of_browser(browser.0.as_deref()) {
        passed.reset().await;
        return Err(ConflictCode::ConfirmAccount(verification.email).into());
    }
    let outcome = sign_in(request, &verification, &BY_LINK).await?;
    passed.reset().await;
    cookie::LINK.clear(edge);
    let return_url = verification.return_url;
    Ok(match outcome {
        SignInOutcome::SignedIn(me) => SignInByLinkOutcome::SignedIn(Box::new(SignedInByLink { me: *me, return_url })),
        SignInOutcome::SecondFactor(required) => {
            let second_factor = required.second_factor;
            SignInByLinkOutcome::SecondFactor(SecondFactorRequiredByLink { second_factor, return_url })
        }
    })
}

fn is_address(text: &str, email: &str) -> bool {
    text::email("email", text).is_ok_and(|text| text == email)
}

/// Signs in with a code.
///
/// # Errors
/// As [`verify_link`].
pub async fn verify_code(request: &BrowserRequest, body: &EmailAndCode) -> Result<SignInOutcome, Error> {
    let edge = &request.edge;
    let email = text::email("email", &body.email)?;
    let passed = limits::attempt(edge, &[Rule::SignInAddress(request.ip_address.as_deref())]).await?;
    let verification = verification::verify_code(edge, Kind::SignInCode, (&email, &email), &body.code, "code").await?;
    let outcome = sign_in(request, &verification, &BY_CODE).await?;
    passed.reset().await;
    Ok(outcome)
}

/// A way to sign in.
struct Way {
    action: &'static str,
    field: &'static str,
    /// The statement that marks the address as verified, or as proven.
    mark: &'static str,
}

const BY_LINK: Way = Way { action: "auth.verifyLink", field: "token", mark: store::PROVE_EMAIL };
const BY_CODE: Way = Way { action: "auth.verifyCode", field: "code", mark: store::VERIFY_EMAIL };

/// Signs in the user whose address was verified. When the address was not verified before, the other ways to sign in and
/// the sessions are deleted: another person may have signed up with the address.
async fn sign_in(request: &BrowserRequest, verification: &Verification, way: &Way) -> Result<SignInOutcome, Error> {
    let edge = &request.edge;
    let &Way { action, field, mark } = way;
    let user = find_by_email(edge, &verification.email).await?.ok_or(Error::InvalidCode(field))?;
    if user.is_banned {
        return Err(Error::AccountBanned);
    }
    let mut change = request.change_by(&user.id);
    verification.consume(&mut change);
    if !user.email_verified {
        change.run(crate::bind!(store::DELETE_UNVERIFIED_ACCOUNTS, user.id));
        revoke_all(&mut change, &user.id, None).await?;
    }
    change.run(crate::bind!(mark, user.id, verification.email, edge.now()));
    let outcome = sign_in_or_challenge(change, request, &user.into(), action).await;
    outcome.map_err(|error| verification::consumed_as_invalid_code(error, field))
}
