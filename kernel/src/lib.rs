//! Code that depends neither on Cloudflare nor on features: ids, errors, roles and permissions, time, paging,
//! signatures, sealing of secrets, configuration, the retry policy, and rules that features and objects share.
#![warn(unused_crate_dependencies)]

// the derive names this crate by its own name
extern crate self as steward_kernel;

pub mod build;
pub mod config;
pub mod domain;
pub mod error;
pub mod from_json;
pub mod id;
pub mod input;
pub mod limit;
pub mod page;
pub mod permission;
pub mod private_key;
pub mod redirect_uri;
pub mod retry;
pub mod sealing;
pub mod signature;
pub mod slug;
pub mod time;
pub mod webauthn;
