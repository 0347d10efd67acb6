//! What holds for all features together.

mod statements;
