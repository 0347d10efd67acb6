//! Key rotation: values that are sealed under an old key are resealed under the active one, in bounded steps, and
//! administrators see what is left. Sealing itself is in the kernel.

mod column;
mod model;
mod reseal;
mod routes;
mod service;

pub use column::{Column, Columns, install};
pub use reseal::JOBS;
pub use routes::routes;
