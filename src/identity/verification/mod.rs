//! Proofs: one mechanism for codes that are typed and links that are followed.
//!
//! A proof is a row with an identifier (`sign-in-code:<address>`); the next one of the same identifier replaces it. What
//! proves it is derived, stored nowhere and sent by mail. It is used once: whoever has shown the right secret puts
//! [`Proof::consume`] into the batch of what it was for. A code is over after five tries.

mod secret;
mod store;

use serde::{Deserialize, Serialize};
use steward_kernel::error::Error;
use steward_kernel::id::{UserId, VerificationId};
use steward_kernel::sealing::AssociatedData;
use steward_kernel::signature::token_hash;
use steward_kernel::time::{HOUR, MINUTE, Timestamp};

use crate::edge::Edge;
use crate::edge::database::Statement;
use secret::Form;
#[cfg(test)]
pub use store::STATEMENTS;

/// Tries that a code allows.
const MOST_TRIES: u32 = 5;
/// Rows of one step of the clean-up.
const STEP: u32 = 500;

/// What is proven. The names are stored, and secrets are derived with them: they are never changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// That somebody who signs up has the address. Code.
    SignUp,
    /// That somebody who signs in has the address. Code.
    SignInCode,
    /// The same. Link.
    SignInLink,
    /// That somebody who forgot a password has the address. Link.
    ResetPassword,
    /// That somebody who is signed in has a new address. Code.
    ChangeEmail,
    /// No proof: the address that somebody had before, for the mail which tells them of the change. Nobody gets its code.
    FormerEmail,
}

impl Kind {
    const ALL: [Self; 6] =
        [Self::SignUp, Self::SignInCode, Self::SignInLink, Self::ResetPassword, Self::ChangeEmail, Self::FormerEmail];

    const fn name(self) -> &'static str {
        match self {
            Self::SignUp => "sign-up",
            Self::SignInCode => "sign-in-code",
            Self::SignInLink => "sign-in-link",
            Self::ResetPassword => "reset-password",
            Self::ChangeEmail => "change-email",
            Self::FormerEmail => "former-email",
        }
    }

    const fn form(self) -> Form {
        match self {
            Self::SignUp | Self::SignInCode | Self::ChangeEmail => Form::Code,
            Self::SignInLink | Self::ResetPassword | Self::FormerEmail => Form::Token,
        }
    }

    /// How long a proof is good, in milliseconds.
    #[must_use]
    pub const fn lifetime_ms(self) -> i64 {
        match self {
            Self::ResetPassword | Self::FormerEmail => HOUR,
            _ => 15 * MINUTE,
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

/// What a proof stands for, readable in the row.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Value {
    email: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_url: Option<String>,
}

/// A proof that is to be made.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// Of what.
    pub kind: Kind,
    /// What it is found by: the address, or whatever else only one open proof may stand for.
    pub subject: &'a str,
    /// Where the mail with the secret goes.
    pub email: &'a str,
    /// Whose it is, where somebody is known; it goes when the user goes.
    pub user_id: Option<&'a UserId>,
    /// Where to go on to.
    pub return_url: Option<&'a str>,
    /// What is to be kept until then, sealed.
    pub content: Option<&'a str>,
}

/// A proof that is about to be written.
#[derive(Debug)]
pub struct Made {
    /// Its id: what the event for the mail speaks of.
    pub id: VerificationId,
    /// When it runs out.
    pub expires_at: Timestamp,
    /// For the batch.
    pub statement: Statement,
}

/// Prepares a proof. Nothing tells its secret but [`for_mail`].
///
/// # Errors
/// [`Error::Internal`] when there is no key.
pub fn make(edge: &Edge, wanted: &Wanted<'_>) -> Result<Made, Error> {
    let ring = edge.key_ring()?;
    let key_id = ring.active_id().map_err(Error::internal)?;
    let id = edge.id(VerificationId::new);
    let (kind, form, row, now) = (wanted.kind, wanted.kind.form(), id.as_ref(), edge.now());
    let secret = secret::secret(&ring, key_id, kind.name(), form, row)?;
    let hash = secret::hash(&ring, key_id, form, row, &secret)?;
    let sealed = wanted.content.map(|content| ring.seal(associated_data(row), content, edge.random()));
    let value = Value { email: wanted.email.to_owned(), return_url: wanted.return_url.map(ToOwned::to_owned) };
    let expires_at = now + kind.lifetime_ms();
    let statement = crate::bind!(
        store::REPLACE,
        id,
        kind.identifier(wanted.subject),
        serde_json::to_string(&value).map_err(Error::internal)?,
        sealed.transpose().map_err(Error::internal)?,
        wanted.user_id,
        key_id,
        hash,
        expires_at,
        now,
    );
    Ok(Made { id, expires_at: Timestamp(expires_at), statement })
}

const fn associated_data(row: &str) -> AssociatedData<'_> {
    AssociatedData { table: "verification", column: "value_sealed", row }
}

#[derive(Deserialize)]
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
        steward_kernel::json::read(&self.value).map_err(Error::internal)
    }

    fn shown(self, edge: &Edge) -> Result<Proof, Error> {
        let Value { email, return_url } = self.value()?;
        let open =
            |sealed: String| edge.key_ring()?.open(associated_data(self.id.as_ref()), &sealed).map_err(Error::internal);
        let content = self.value_sealed.map(open).transpose()?;
        Ok(Proof { id: self.id, email, user_id: self.user_id, return_url, content })
    }
}

/// A right secret was shown. Nothing is used up before [`Proof::consume`] is committed.
pub struct Proof {
    id: VerificationId,
    /// The address that is proven.
    pub email: String,
    /// Whose it is, where somebody was known.
    pub user_id: Option<UserId>,
    /// Where to go on to.
    pub return_url: Option<String>,
    /// What was kept until now.
    pub content: Option<String>,
}

impl Proof {
    /// Uses the proof up, for the beginning of the batch of what it was for. When somebody else was faster the whole
    /// batch fails, with an error that [`refused`] knows.
    #[must_use]
    pub fn consume(&self) -> Vec<Statement> {
        vec![crate::bind!(store::ASSERT_THERE, self.id), crate::bind!(store::DELETE, self.id)]
    }
}

/// Looks at a typed code for what `subject` stands for; every try counts.
///
/// # Errors
/// [`Error::InvalidCode`] for `field`: wrong, used, run out, or tried too often.
pub async fn try_code(edge: &Edge, kind: Kind, subject: &str, code: &str, field: &'static str) -> Result<Proof, Error> {
    let statement = crate::bind!(store::COUNT_TRY, kind.identifier(subject), edge.now(), MOST_TRIES);
    let row: Option<Row> = edge.database()?.first(statement).await?;
    let (Some(row), Some(code)) = (row, secret::read_code(code)) else { return Err(Error::InvalidCode(field)) };
    let hash = secret::hash(&*edge.key_ring()?, &row.key_id, Form::Code, row.id.as_ref(), &code)?;
    if hash == row.secret_hash { row.shown(edge) } else { Err(Error::InvalidCode(field)) }
}

/// Looks at the token of a link.
///
/// # Errors
/// [`Error::InvalidCode`] for the field `token`: wrong, used, run out, or of another kind.
pub async fn find_token(edge: &Edge, kind: Kind, token: &str) -> Result<Proof, Error> {
    const REFUSED: Error = Error::InvalidCode("token");
    let statement = crate::bind!(store::SELECT_BY_TOKEN, token_hash(token), edge.now());
    let row: Option<Row> = edge.database()?.first(statement).await?;
    row.filter(|row| Kind::of(&row.identifier) == Some(kind)).ok_or(REFUSED)?.shown(edge)
}

/// What a batch with [`Proof::consume`] failed with, as the caller is told.
#[must_use]
pub fn refused(error: Error, field: &'static str) -> Error {
    match error {
        Error::Database(detail) if detail.contains(store::GONE) => Error::InvalidCode(field),
        error => error,
    }
}

/// What a mail needs to carry a proof's secret.
pub struct ForMail {
    /// What is proven.
    pub kind: Kind,
    /// Where the mail goes.
    pub email: String,
    /// Whose it is, where somebody was known.
    pub user_id: Option<UserId>,
    /// The code or the token.
    pub secret: String,
}

/// The secret of a proof, made again for its mail; nothing when it was used, was replaced, or has run out.
///
/// # Errors
/// [`Error::Database`], or [`Error::Internal`] when the key it was derived with is gone.
pub async fn for_mail(edge: &Edge, id: &VerificationId) -> Result<Option<ForMail>, Error> {
    let row: Option<Row> = edge.database()?.first(crate::bind!(store::SELECT_BY_ID, id, edge.now())).await?;
    let Some(row) = row else { return Ok(None) };
    let Some(kind) = Kind::of(&row.identifier) else { return Ok(None) };
    let secret = secret::secret(&*edge.key_ring()?, &row.key_id, kind.name(), kind.form(), row.id.as_ref())?;
    Ok(Some(ForMail { kind, email: row.value()?.email, user_id: row.user_id, secret }))
}

/// The statement that clears away a step of the proofs that have run out.
#[must_use]
pub fn clear_expired(edge: &Edge) -> Statement {
    crate::bind!(store::DELETE_EXPIRED, edge.now(), STEP)
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

    /// The two statements of [`Proof::consume`] as one transaction: the second use fails, with the text that is looked for.
    #[test]
    fn a_proof_is_used_once() {
        let database = rusqlite::Connection::open_in_memory().unwrap();
        database
            .execute_batch("CREATE TABLE verification (id TEXT PRIMARY KEY); INSERT INTO verification VALUES ('ver_1')")
            .unwrap();
        let run = || {
            let rows = |sql: &str| -> Result<Vec<Option<String>>, rusqlite::Error> {
                database.prepare(sql)?.query_map(["ver_1"], |row| row.get(0))?.collect()
            };
            rows(store::ASSERT_THERE)?;
            database.execute(store::DELETE, ["ver_1"])
        };
        assert_eq!(run(), Ok(1));
        let error = Error::Database(run().unwrap_err().to_string());
        assert!(matches!(refused(error, "code"), Error::InvalidCode("code")));
        assert!(matches!(refused(Error::NotFound, "code"), Error::NotFound));
    }
}
