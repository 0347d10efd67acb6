//! Pictures of users and logos of organizations: bytes in R2 under `pictures/<id>`, their path in the row that shows
//! them, without metadata such as the place where a photo was taken. A picture is never changed: a new one has a new id, and the one before it is deleted when no row shows it any
//! more.

mod body;
pub mod consumers;
mod format;
mod inflate;
mod jpeg;
mod orientation;
mod png;
pub mod service;
mod webp;

pub use body::PictureBody;
#[cfg(fuzzing)]
pub use format::fuzz;
