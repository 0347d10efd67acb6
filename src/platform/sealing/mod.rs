//! Secrets at rest over the life of keys: what is sealed under an old key is sealed anew under the active one, in
//! bounded steps, and administrators see what is left. The sealing itself is in the kernel.

mod model;
mod reseal;
mod routes;
mod service;
mod store;

pub use reseal::run as reseal;
pub use routes::routes;
#[cfg(test)]
pub use store::STATEMENTS;
