//! Services of other companies that estates are connected to: one folder per provider.

pub mod github;
pub mod sealed;
