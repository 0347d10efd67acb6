//! What builds may reach: the runner is their only way out, as an HTTP proxy inside their network namespace.

mod proxy;
mod rule;

pub use proxy::serve;
pub use rule::{Endpoint, Rule};
