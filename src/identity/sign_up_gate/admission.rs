//! The rule.

use steward_kernel::config::SignUpMode;
use steward_kernel::domain;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::from_json::FromJson;

use super::store;
use crate::edge::Edge;
use crate::identity::hooks::hooks;

/// Whether an address may sign up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    Admitted,
    Refused,
    /// Once its mailbox is proven, it is put on the waitlist.
    Waitlisted,
}

impl Admission {
    /// The error of a sign-up that is not admitted.
    ///
    /// # Errors
    /// [`ConflictCode::SignUpRefused`], [`ConflictCode::Waitlisted`].
    pub fn require(self) -> Result<(), Error> {
        match self {
            Self::Admitted => Ok(()),
            Self::Refused => Err(ConflictCode::SignUpRefused.into()),
            Self::Waitlisted => Err(ConflictCode::Waitlisted.into()),
        }
    }
}

#[derive(FromJson)]
struct Row {
    #[serde(deserialize_with = "flag")]
    is_admitted: bool,
}

/// Decides whether an address may sign up, with the token of an invitation if there is one. The answer does not depend on
/// whether the address has an account. The addresses of `ADMIN_EMAIL_DOMAINS` always may, so that somebody can administer
/// a new platform.
///
/// # Errors
/// [`Error::Database`]; [`Error::Internal`] for an invalid `SIGN_UP_MODE`.
pub async fn decide(edge: &Edge, email: &str, invitation: Option<&str>) -> Result<Admission, Error> {
    let mode = edge.config().sign_up_mode()?;
    if mode == SignUpMode::Open || edge.config().administrators()?.includes(email) {
        return Ok(Admission::Admitted);
    }
    let domain = domain::of_email(email).unwrap_or_default();
    let row: Option<Row> = edge.database()?.first(crate::bind!(store::SELECT_ADMISSION, email, domain)).await?;
    if row.is_some_and(|row| row.is_admitted) || (hooks()?.is_invited)(edge, email, invitation).await? {
        return Ok(Admission::Admitted);
    }
    Ok(if mode == SignUpMode::Waitlist { Admission::Waitlisted } else { Admission::Refused })
}
