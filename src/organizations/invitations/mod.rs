//! Invitations to an organization: by email for one address, or by a link for everyone who has it. They are valid for
//! seven days. The token is derived from the row, so an email can be sent again although only the token's hash is
//! stored. The link of an email, and no other, also proves the address: a new user signs up with it without a code.

mod answer;
pub mod events;
mod holder;
mod list;
pub mod mails;
mod many;
mod model;
mod routes;
mod service;
mod store;
mod token;

pub use answer::{Admission, admit_new_user, is_invited};
#[cfg(fuzzing)]
pub use list::fuzz as fuzz_list;
pub use routes::OPERATIONS;
pub use service::revoke_lost;
#[cfg(test)]
pub use store::STATEMENTS;
