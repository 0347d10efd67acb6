//! Second factors: an authenticator app (TOTP), [`passkeys`](super::passkeys), and backup codes. A user who has one signs in with it after the first
//! factor, see [`challenge`](super::sign_in::challenge).

mod backup_codes;
mod code;
mod model;
mod routes;
pub mod service;
pub(super) mod store;
mod totp;

#[cfg(fuzzing)]
pub use backup_codes::fuzz as fuzz_backup_code;
pub use code::{CheckedCode, FactorMethod, Methods, check, method_of, record_failure, used_as_invalid_code};
pub use model::{FactorCode, SecondFactors};
pub use routes::OPERATIONS;
#[cfg(test)]
pub use store::STATEMENTS;
#[cfg(fuzzing)]
pub use totp::fuzz as fuzz_totp_code;
