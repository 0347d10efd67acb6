//! The alarm of an object.

use chrono::DateTime;
use futures::future::LocalBoxFuture;
use worker::{State, Storage};

/// Sets the alarm to a time in milliseconds since 1970, which replaces an earlier alarm.
pub(crate) fn set(state: &State, at: i64) -> LocalBoxFuture<'static, worker::Result<()>> {
    let storage: Storage = state.storage();
    Box::pin(async move {
        match DateTime::from_timestamp_millis(at) {
            Some(at) => storage.set_alarm(at).await,
            // later than chrono can represent
            None => Ok(()),
        }
    })
}
