//! Tests across all features.

mod layers;
mod statements;
