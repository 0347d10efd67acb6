//! Tests across all features.

mod documentation;
mod layers;
mod statements;
