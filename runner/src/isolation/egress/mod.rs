//! What builds may reach: the runner is their only way out, as an HTTP proxy inside their network namespace.

mod proxy;
mod rule;

#[cfg(fuzzing)]
pub use proxy::fuzz as fuzz_proxy;
pub use proxy::serve;
#[cfg(fuzzing)]
pub use rule::fuzz as fuzz_rule;
pub use rule::{Endpoint, Rule};
