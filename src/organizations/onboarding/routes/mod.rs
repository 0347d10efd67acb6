//! Onboarding over HTTP.

use crate::api::Operation;

mod complete_step;
mod get;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[get::GET_ONBOARDING, complete_step::COMPLETE_ONBOARDING_STEP];
