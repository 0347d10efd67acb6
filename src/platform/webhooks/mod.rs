//! Webhooks of providers: the raw body, the provider's signature over it, a window against replays, and one record for
//! each delivery, by which a repeated delivery is recognized.
//!
//! A provider's folder says how it signs ([`Signature`]) and what a delivery means. It reads the body with
//! [`read_verified`], adds [`record()`] to the change that follows from the delivery and commits with [`commit_once`], so
//! that a delivery has its effect once.

mod list;
mod model;
mod receive;
mod record;
mod store;

pub use list::{JOBS, list};
pub use model::{Delivery, EarlierDelivery, WebhookDelivery, delivery_header};
pub use receive::{Signature, read_verified};
pub use record::{Outcome, commit_once, read_earlier, record};
#[cfg(test)]
pub use store::STATEMENTS;
