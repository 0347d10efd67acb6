//! How often somebody may try to sign in: a window of fifteen minutes per account and per address.
//! A try is written down before the password is looked at, so that many at once are not let through.

use serde::Deserialize;
use steward_kernel::error::Error;
use steward_kernel::time::MINUTE;

use super::store;
use crate::edge::database::{Outcome, Statement};

/// The window.
pub const WINDOW_MS: i64 = 15 * MINUTE;
const ACCOUNT_LIMIT: u32 = 5;
const ADDRESS_LIMIT: u32 = 20;

/// Whose tries are counted.
pub struct Attempt {
    account: String,
    address: String,
    now: i64,
}

#[derive(Deserialize)]
struct Oldest {
    attempted_at: Option<i64>,
}

impl Attempt {
    /// A try at `now` to sign in to the account of an e-mail address, from an IP address.
    #[must_use]
    pub fn new(email: &str, ip_address: Option<&str>, now: i64) -> Self {
        let address = format!("address:{}", ip_address.unwrap_or("unknown"));
        Self { account: format!("account:{email}"), address, now }
    }

    /// The statements that write the try down, for [`Self::check`].
    #[must_use]
    pub fn statements(&self) -> Vec<Statement> {
        let since = self.now - WINDOW_MS;
        vec![
            crate::bind!(store::INSERT_ATTEMPT, self.account, self.now, since, ACCOUNT_LIMIT),
            crate::bind!(store::SELECT_OLDEST_ATTEMPT, self.account, since),
            crate::bind!(store::INSERT_ATTEMPT, self.address, self.now, since, ADDRESS_LIMIT),
            crate::bind!(store::SELECT_OLDEST_ATTEMPT, self.address, since),
        ]
    }

    /// Whether the try is let through, by what those statements did.
    ///
    /// # Errors
    /// [`Error::RateLimited`] when it is one too many.
    pub fn check(&self, outcomes: &[Outcome]) -> Result<(), Error> {
        for pair in outcomes.chunks_exact(2).take(2) {
            let [written, oldest] = pair else { continue };
            if written.changes == 0 {
                let oldest = oldest.first::<Oldest>()?.and_then(|row| row.attempted_at).unwrap_or(self.now);
                let wait_ms = (oldest + WINDOW_MS - self.now).max(1);
                return Err(Error::RateLimited { retry_after_seconds: wait_ms.div_euclid(1_000) + 1 });
            }
        }
        Ok(())
    }

    /// The statements that forget the tries of whoever had the right password.
    #[must_use]
    pub fn forget(&self) -> Vec<Statement> {
        vec![
            crate::bind!(store::DELETE_ATTEMPTS, self.account),
            crate::bind!(store::DELETE_ATTEMPT, self.address, self.now),
        ]
    }
}
