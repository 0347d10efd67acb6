//! Sessions and their credentials: the cookie of a browser, the access token of an API client, and the API key, which
//! needs no session.

pub mod access_token;
pub mod cookie;
pub mod credential;
mod device;
mod events;
pub mod known_browser;
mod model;
pub mod service;
pub mod session;
pub(super) mod store;

#[cfg(fuzzing)]
pub use access_token::fuzz as fuzz_access_token;
#[cfg(fuzzing)]
pub use cookie::fuzz as fuzz_cookie;
pub use device::describe_device;
pub use events::SessionEnded;
pub use model::{Session, SessionKind};
pub use session::{CookieTokens, Token};
#[cfg(test)]
pub use store::STATEMENTS;
