//! Invitations to an organization: by mail for one address, or by a link for whoever has it; good for seven days. The
//! token is derived from the row, so a mail can be sent again and only its hash is stored.

mod answer;
pub mod mails;
mod model;
mod routes;
mod service;
mod store;
mod token;

pub use answer::{Letter, at_sign_up, letter};
pub use routes::routes;
pub use service::end_of_inviter;
#[cfg(test)]
pub use store::STATEMENTS;
