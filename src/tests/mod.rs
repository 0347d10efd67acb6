//! What holds for all features together.

mod layers;
mod statements;
