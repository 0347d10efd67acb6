//! Mechanisms that every domain uses and that know no domain.

pub mod audit;
pub mod change;
pub mod files;
pub mod http_client;
pub mod idempotency;
pub mod limits;
pub mod mail;
pub mod outbox;
pub mod realtime;
pub mod schedule;
pub mod sealing;
pub mod webhooks;
