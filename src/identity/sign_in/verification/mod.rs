//! Verifications: one mechanism for codes and links that are sent by email.
//!
//! A verification is a row with an identifier (`sign-in-code:<address>`); a new one with the same identifier replaces
//! it. Its secret is derived from the row's id, is not stored, and is sent by email. It is consumed once: the change
//! that it authorizes contains [`Verification::consume`]. A code expires after five attempts.

mod secret;
mod store;

use serde::Serialize;
use serde_json::json;
use steward_kernel::domain;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{UserId, VerificationId};
use steward_kernel::sealing::AssociatedData;
use steward_kernel::signature::{is_hash_of, is_same, token_hash};
use steward_kernel::time::{DAY, HOUR, MINUTE, Timestamp};

use crate::edge::Edge;
use crate::edge::database::Statement;
use crate::platform::change::Change;
use crate::platform::limits::{self, Rule};
use secret::Form;
#[cfg(fuzzing)]
pub use secret::fuzz as fuzz_code;
#[cfg(test)]
pub use store::STATEMENTS;

const MAX_ATTEMPTS: u32 = 5;
/// The number of rows that one cleanup deletes.
const CLEAN_UP_ROWS: u32 = 500;

/// The purpose of a verification. The names are stored and used for deriving secrets, so they never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A code for the email address of a sign-up.
    SignUp,
    /// A code that signs in.
    SignInCode,
    /// A link that signs in.
    SignInLink,
    /// A link that sets a new password.
    ResetPassword,
    /// A code for the new address of a user.
    ChangeEmail,
    /// A code with which a signed-in user confirms who they are. The subject is the user's id.
    Confirmation,
    /// A link to a user's former address, which sets that address again and a new password.
    FormerEmail,
    /// Part of the link in an invitation's email, which signs up without a code. The subject is the hash of the
    /// invitation's token.
    Invitation,
    /// A link that rejects a sign-in with an unknown browser. The subject is the session's id.
    NewDevice,
}

impl Kind {
    const ALL: [Self; 9] = [
        Self::SignUp,
        Self::SignInCode,
        Self::SignInLink,
        Self::ResetPassword,
        Self::ChangeEmail,
        Self::Confirmation,
        Self::FormerEmail,
        Self::Invitation,
        Self::NewDevice,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::SignUp => "sign-up",
            Self::SignInCode => "sign-in-code",
            Self::SignInLink => "sign-in-link",
            Self::ResetPassword => "reset-password",
            Self::ChangeEmail => "change-email",
            Self::Confirmation => "confirmation",
            Self::FormerEmail => "former-email",
            Self::Invitation => "invitation",
            Self::NewDevice => "new-device",
        }
    }

    const fn form(self) -> Form {
        match self {
            Self::SignUp | Self::SignInCode | Self::ChangeEmail | Self::Confirmation => Form::Code,
            Self::SignInLink | Self::ResetPassword | Self::FormerEmail | Self::Invitation | Self::NewDevice => {
                Form::Token
            }
        }
    }

    /// How long a verification is open, in milliseconds.
    #[must_use]
    pub const fn lifetime_ms(self) -> i64 {
        match self {
            Self::ResetPassword => HOUR,
            Self::FormerEmail | Self::NewDevice => 3 * DAY,
            Self::Invitation => 7 * DAY,
            _ => 10 * MINUTE,
        }
    }

    fn of(identifier: &str) -> Option<Self> {
        let name = identifier.split_once(':')?.0;
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    fn identifier(self, subject: &str) -> String {
        format!("{}:{subject}", self.name())
    }
}

/// The unsealed part of a row.
#[derive(Debug, Clone, Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
struct Value {
    email: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_url: Option<String>,
    /// The hash of the cookie of the browser that requested it.
    #[serde(skip_serializing_if = "Option::is_none")]
    browser: Option<String>,
}

/// A verification to create.
#[derive(Debug)]
pub struct NewVerification<'a> {
    pub kind: Kind,
    /// Part of the identifier: only one verification of a kind and subject is open.
    pub subject: &'a str,
    /// The address to verify, which the email with the secret is sent to.
    pub email: &'a str,
    /// The user of the verification; it is deleted with the user.
    pub user_id: Option<&'a UserId>,
    /// A path on this site to open afterwards.
    pub return_url: Option<&'a str>,
    /// The cookie of the browser that requests it, which is stored as a hash.
    pub browser: Option<&'a str>,
    /// Sealed until the secret is presented.
    pub content: Option<&'a str>,
}

impl<'a> NewVerification<'a> {
    /// A verification of an address that may have no account.
    #[must_use]
    pub const fn of_email(kind: Kind, email: &'a str) -> Self {
        Self { kind, subject: email, email, user_id: None, return_url: None, browser: None, content: None }
    }
}

/// A verification of a change that is not yet committed.
#[derive(Debug)]
pub struct CreatedVerification {
    /// For the event that requests the email.
    pub id: VerificationId,
    pub expires_at: Timestamp,
}

/// Adds a verification to a change. Only [`for_mail`] returns its secret.
///
/// # Errors
/// [`Error::Internal`] when the key ring has no key.
pub fn create(change: &mut Change, new: &NewVerification<'_>) -> Result<CreatedVerification, Error> {
    let (created, row) = row(change.edge(), new)?;
    replace(change, &[row]);
    Ok(created)
}

/// Adds several verifications to a change with one statement, as [`create`] adds one.
///
/// # Errors
/// As [`create`].
pub fn create_all<'a>(change: &mut Change, all: impl IntoIterator<Item = NewVerification<'a>>) -> Result<(), Error> {
    let edge = change.edge().clone();
    let rows = all.into_iter().map(|new| row(&edge, &new).map(|(_, row)| row));
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    replace(change, &rows);
    Ok(())
}

fn replace(change: &mut Change, rows: &[serde_json::Value]) {
    let now = change.edge().now();
    change.run(crate::bind!(store::REPLACE, json!(rows).to_string(), now));
}

/// A new verification and its row.
fn row(edge: &Edge, new: &NewVerification<'_>) -> Result<(CreatedVerification, serde_json::Value), Error> {
    let ring = edge.key_ring()?;
    let key_id = ring.active_id().map_err(Error::internal)?;
    let id = edge.id(VerificationId::new);
    let (kind, form, row, now) = (new.kind, new.kind.form(), id.as_ref(), edge.now());
    let secret = secret::secret(&ring, key_id, kind.name(), form, row)?;
    let hash = secret::hash(&ring, key_id, form, row, &secret)?;
    let sealed = new.content.map(|content| ring.seal(associated_data(row), content, edge.random()));
    let value = Value {
        email: new.email.to_owned(),
        return_url: new.return_url.map(ToOwned::to_owned),
        browser: new.browser.map(token_hash),
    };
    let expires_at = now + kind.lifetime_ms();
    let row = json!({
        "id": id,
        "identifier": kind.identifier(new.subject),
        "value": serde_json::to_string(&value).map_err(Error::internal)?,
        "valueSealed": sealed.transpose().map_err(Error::internal)?,
        "userId": new.user_id,
        "keyId": key_id,
        "secretHash": hash,
        "expiresAt": expires_at,
    });
    Ok((CreatedVerification { id, expires_at: Timestamp(expires_at) }, row))
}

const fn associated_data(row: &str) -> AssociatedData<'_> {
    AssociatedData { table: "verification", column: "value_sealed", row }
}

#[derive(FromJson)]
struct Row {
    id: VerificationId,
    identifier: String,
    value: String,
    value_sealed: Option<String>,
    user_id: Option<UserId>,
    key_id: String,
    secret_hash: String,
}

impl Row {
    fn value(&self) -> Result<Value, Error> {
        steward_kernel::from_json::read(&self.value).map_err(Error::internal)
    }

    fn secret(&self, edge: &Edge, kind: Kind) -> Result<String, Error> {
        secret::secret(&*edge.key_ring()?, &self.key_id, kind.name(), kind.form(), self.id.as_ref())
    }

    fn into_verification(self, edge: &Edge) -> Result<Verification, Error> {
        let Value { email, return_url, browser } = self.value()?;
        let kind = Kind::of(&self.identifier).ok_or_else(|| Error::internal("a verification has no kind"))?;
        let open =
            |sealed: String| edge.key_ring()?.open(associated_data(self.id.as_ref()), &sealed).map_err(Error::internal);
        let content = self.value_sealed.map(open).transpose()?;
        Ok(Verification { id: self.id, kind, email, user_id: self.user_id, return_url, browser, content })
    }
}

/// An open verification whose secret was presented.
pub struct Verification {
    id: VerificationId,
    pub kind: Kind,
    /// The verified address.
    pub email: String,
    pub user_id: Option<UserId>,
    pub return_url: Option<String>,
    browser: Option<String>,
    pub content: Option<String>,
}

impl Verification {
    /// Adds the end of the sign-in methods at providers that the user linked since the verification was created. Add it
    /// before [`Verification::consume`].
    pub fn unlink_later_accounts(&self, change: &mut Change) {
        change.run(crate::bind!(store::DELETE_LATER_ACCOUNTS, self.id));
    }

    /// Whether the browser with this cookie requested it.
    #[must_use]
    pub fn is_of_browser(&self, cookie: Option<&str>) -> bool {
        cookie.zip(self.browser.as_deref()).is_some_and(|(cookie, browser)| is_hash_of(cookie, browser))
    }

    /// Consumes the verification. Add it first to the change that it authorizes. When another request was faster, the
    /// commit fails with an error that [`consumed_as_invalid_code`] recognizes.
    pub fn consume(&self, change: &mut Change) {
        change.run(crate::bind!(store::ASSERT_OPEN, self.id));
        change.run(crate::bind!(store::DELETE, self.id));
    }
}

/// Verifies a code that was sent to an address. Every attempt with six digits is counted; those that fail also in the
/// budgets of the address, of its domain and of the platform, because six digits can be guessed.
///
/// # Errors
/// [`Error::InvalidCode`] for `field` when the code is wrong, consumed or expired, or after too many attempts;
/// [`Error::RateLimited`] when a budget is used up.
pub async fn verify_code(
    edge: &Edge,
    kind: Kind,
    (subject, email): (&str, &str),
    code: &str,
    field: &'static str,
) -> Result<Verification, Error> {
    // what cannot be a code is a slip, not a guess
    let code = secret::parse_code(code).ok_or(Error::InvalidCode(field))?;
    let domain = domain::of_email(email).unwrap_or_default();
    let rules = [Rule::ProofEmail(email), Rule::ProofDomain(&domain), Rule::Proof];
    let passed = limits::attempt(edge, &rules).await?;
    let verified = check_code(edge, kind, subject, &code, field).await?;
    passed.reset().await;
    Ok(verified)
}

async fn check_code(
    edge: &Edge,
    kind: Kind,
    subject: &str,
    code: &str,
    field: &'static str,
) -> Result<Verification, Error> {
    let statement = crate::bind!(store::COUNT_ATTEMPT, kind.identifier(subject), edge.now(), MAX_ATTEMPTS);
    let row: Option<Row> = edge.database()?.first(statement).await?;
    let row = row.ok_or(Error::InvalidCode(field))?;
    let hash = secret::hash(&*edge.key_ring()?, &row.key_id, Form::Code, row.id.as_ref(), code)?;
    if is_same(hash, &row.secret_hash) { row.into_verification(edge) } else { Err(Error::InvalidCode(field)) }
}

/// Verifies the token of a link.
///
/// # Errors
/// [`Error::InvalidCode`] for the field `token` when the token is wrong, consumed, expired, or of no such kind.
pub async fn verify_token(edge: &Edge, kinds: &[Kind], token: &str) -> Result<Verification, Error> {
    let is_of_kind = |row: &Row| Kind::of(&row.identifier).is_some_and(|kind| kinds.contains(&kind));
    let row = find_by_token(edge, token).await?.filter(is_of_kind);
    row.ok_or(Error::InvalidCode("token"))?.into_verification(edge)
}

/// Verifies the token of the verification with this kind and subject.
///
/// # Errors
/// [`Error::InvalidCode`] for `field` when the token is wrong, consumed, expired, or of another verification.
pub async fn verify_token_of(
    edge: &Edge,
    kind: Kind,
    subject: &str,
    token: &str,
    field: &'static str,
) -> Result<Verification, Error> {
    let row = find_by_token(edge, token).await?.filter(|row| row.identifier == kind.identifier(subject));
    row.ok_or(Error::InvalidCode(field))?.into_verification(edge)
}

async fn find_by_token(edge: &Edge, token: &str) -> Result<Option<Row>, Error> {
    edge.database()?.first(crate::bind!(store::SELECT_BY_TOKEN, token_hash(token), edge.now())).await
}

/// Converts the error of a commit with [`Verification::consume`]: [`Error::InvalidCode`] when the verification was
/// consumed meanwhile.
#[must_use]
pub fn consumed_as_invalid_code(error: Error, field: &'static str) -> Error {
    match error {
        Error::Database(detail) if detail.contains(store::GONE) => Error::InvalidCode(field),
        error => error,
    }
}

/// The data for the email with a verification's secret.
pub struct ForMail {
    pub kind: Kind,
    pub email: String,
    pub user_id: Option<UserId>,
    /// The code or the token.
    pub secret: String,
    pub content: Option<String>,
}

/// Derives the secret of an open verification again, for its email. Returns `None` when it was consumed or replaced, or
/// has expired.
///
/// # Errors
/// [`Error::Database`]; [`Error::Internal`] when the key ring no longer has the key of the secret.
pub async fn for_mail(edge: &Edge, id: &VerificationId) -> Result<Option<ForMail>, Error> {
    let row: Option<Row> = edge.database()?.first(crate::bind!(store::SELECT_BY_ID, id, edge.now())).await?;
    let Some(row) = row else { return Ok(None) };
    let Some(kind) = Kind::of(&row.identifier) else { return Ok(None) };
    let secret = row.secret(edge, kind)?;
    let Verification { email, user_id, content, .. } = row.into_verification(edge)?;
    Ok(Some(ForMail { kind, email, user_id, secret, content }))
}

/// Derives the secret of the open verification with this kind and subject again, for an email of another domain.
/// Returns `None` as [`for_mail`].
///
/// # Errors
/// As [`for_mail`].
pub async fn secret_for_mail(edge: &Edge, kind: Kind, subject: &str) -> Result<Option<String>, Error> {
    let statement = crate::bind!(store::SELECT_BY_IDENTIFIER, kind.identifier(subject), edge.now());
    let row: Option<Row> = edge.database()?.first(statement).await?;
    row.map(|row| row.secret(edge, kind)).transpose()
}

/// Adds the end of everything that was sent to a user to sign in, to reset the password or to change the address.
pub fn delete_open(change: &mut Change, user_id: &UserId, email: &str) {
    let of_email = |kind: Kind| kind.identifier(email);
    change.run(crate::bind!(
        store::DELETE_BY_IDENTIFIERS,
        of_email(Kind::SignInCode),
        of_email(Kind::SignInLink),
        of_email(Kind::ResetPassword),
        Kind::ChangeEmail.identifier(user_id.as_ref()),
    ));
}

/// Deletes a bounded number of expired verifications.
#[must_use]
pub fn delete_expired(edge: &Edge) -> Statement {
    crate::bind!(store::DELETE_EXPIRED, edge.now(), CLEAN_UP_ROWS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_read_back_from_identifiers() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of(&kind.identifier("demo:owner@steward.localhost")), Some(kind));
        }
        for other in ["github-installation:x", "sign-up", "", ":x"] {
            assert_eq!(Kind::of(other), None, "{other}");
        }
    }

    /// Runs the statements of [`Verification::consume`]: the second run fails with the expected message.
    #[test]
    fn a_verification_is_consumed_once() {
        let database = rusqlite::Connection::open_in_memory().unwrap();
        database
            .execute_batch("CREATE TABLE verification (id TEXT PRIMARY KEY); INSERT INTO verification VALUES ('ver_1')")
            .unwrap();
        let run = || {
            let rows = |sql: &str| -> Result<Vec<Option<String>>, rusqlite::Error> {
                database.prepare(sql)?.query_map(["ver_1"], |row| row.get(0))?.collect()
            };
            rows(store::ASSERT_OPEN)?;
            database.execute(store::DELETE, ["ver_1"])
        };
        assert_eq!(run(), Ok(1));
        let error = Error::Database(run().unwrap_err().to_string());
        assert!(matches!(consumed_as_invalid_code(error, "code"), Error::InvalidCode("code")));
        assert!(matches!(consumed_as_invalid_code(Error::NotFound, "code"), Error::NotFound));
    }
}
