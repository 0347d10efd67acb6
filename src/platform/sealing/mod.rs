//! Key rotation: values that are sealed under an old key are resealed under the active one, in bounded steps, and
//! administrators see what is left. Sealing itself is in the kernel.

mod column;
pub mod model;
mod reseal;
pub mod service;

pub use column::{Column, Columns, install};
pub use reseal::JOBS;
