//! Mail: what it says, and how it goes out. A feature asks for a mail by an event that names a row; the consumer makes the
//! mail from that row after the commit, so that neither an address nor a code is ever in an event.

pub mod consumers;
mod letter;
mod model;
mod render;
mod transport;

pub use model::{Kind, MailRequested, request};
