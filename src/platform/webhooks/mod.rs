//! Webhooks of providers: the raw body, the provider's signature, protection against replays, and one record per
//! delivery, by which repeated deliveries are recognized.
//!
//! A provider's folder implements its signature ([`Signature`]) and interprets its deliveries. It reads the body with
//! [`read_verified`], adds [`record()`] to the delivery's change and commits with [`commit_once`], so that a delivery
//! takes effect once.

mod list;
mod model;
mod receive;
mod record;
mod store;

pub use list::{JOBS, list};
pub use model::{Delivery, EarlierDelivery, WebhookDelivery, delivery_header};
pub use receive::{Signature, must_be_possible, read_verified};
pub use record::{Outcome, commit_once, read_earlier, record};
#[cfg(test)]
pub use store::STATEMENTS;
