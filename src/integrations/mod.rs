//! External services that estates are connected to, with one folder per provider.

pub mod github;
