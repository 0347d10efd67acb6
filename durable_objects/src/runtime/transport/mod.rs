//! Calls from the Worker to objects: JSON over the `fetch` of the stub.

mod client;
mod error;
mod server;

pub use client::{OBJECT_NAME_HEADER, ObjectAddress, random_token};
pub use error::{CallError, ErrorBody};
pub(crate) use server::{Call, ObjectError, into_response, json_response};
