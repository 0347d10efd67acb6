//! JSON over the stub's `fetch`: the one way in which Worker and objects speak.

mod call;
mod error;
mod serve;

pub use call::{OBJECT_NAME_HEADER, ObjectAddress, random_token};
pub use error::{ObjectError, Refusal};
pub(crate) use serve::{Call, Fault, answer, respond};
