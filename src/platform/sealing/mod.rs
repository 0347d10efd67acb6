//! Key rotation: values that are sealed under an old key are resealed under the active one, in bounded steps, and
//! administrators see what is left. Sealing itself is in the kernel.

pub mod model;
mod reseal;
pub mod service;
mod store;

pub use reseal::JOBS;
#[cfg(test)]
pub use store::STATEMENTS;
