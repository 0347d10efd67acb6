//! What estates are connected to in the world outside: one folder per provider.

pub mod github;
