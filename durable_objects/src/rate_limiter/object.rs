//! The class that the runtime calls.

use std::cell::Cell;

use steward_kernel::limit::Limit;
use steward_kernel::time::DAY;
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use super::messages::{Lease, Leased, Refund, Take};
use super::store::{self, StoredWindow};
use crate::runtime::sql::ObjectDatabase;
use crate::runtime::transport::{Call, ObjectError, into_response, json_response};
use crate::runtime::{alarm, clock, log};

/// The limiter of one subject, named by it.
///
/// The window is not cached in memory. There is no await between reading and writing its row, so calls do not
/// interleave.
#[durable_object(alarm)]
pub struct RateLimiter {
    state: State,
    database: ObjectDatabase,
    /// Whether an alarm is known to be set. It need not be moved when the window grows: an early alarm sets the next.
    is_alarm_set: Cell<bool>,
}

impl std::panic::RefUnwindSafe for RateLimiter {}

impl DurableObject for RateLimiter {
    fn new(state: State, _env: Env) -> Self {
        let database = ObjectDatabase::new(&state, store::MIGRATIONS);
        Self { state, database, is_alarm_set: Cell::new(false) }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        into_response(self.serve(request).await)
    }

    async fn alarm(&self) -> worker::Result<Response> {
        self.is_alarm_set.set(false);
        match self.load() {
            Ok(stored) if stored.ends_at > clock::now_ms() => self.set_alarm(stored.ends_at).await?,
            Ok(_) => self.database.clear().await?,
            // hits outside of the window do not count, so the deletion may fail
            Err(error) => log::error("delete expired hits failed", &[("error", &error)]),
        }
        Response::empty()
    }
}

impl RateLimiter {
    async fn serve(&self, request: Request) -> Result<Response, ObjectError> {
        let call = Call::read(request).await?;
        let response = self.execute(&call)?;
        let has_new_hits = matches!(call.command.as_str(), "take" | "lease");
        if has_new_hits && !self.is_alarm_set.get() {
            self.set_alarm(self.load()?.ends_at).await?;
        }
        Ok(response)
    }

    fn execute(&self, call: &Call) -> Result<Response, ObjectError> {
        match call.command.as_str() {
            "take" => self.take(&call.message()?),
            "lease" => self.lease(&call.message()?),
            "refund" => self.refund(&call.message()?),
            "reset" => json_response(&self.update(|stored, _| stored.window.reset())?),
            command => Err(ObjectError::unknown_command(command)),
        }
    }

    fn take(&self, message: &Take) -> Result<Response, ObjectError> {
        check(message.limit, message.count)?;
        json_response(&self.update(|stored, now| {
            let decision = stored.window.take(message.limit, &message.attempt, message.count, now);
            stored.ends_at = stored.window.ends_at(message.limit).unwrap_or(now);
            decision
        })?)
    }

    fn lease(&self, message: &Lease) -> Result<Response, ObjectError> {
        check(message.limit, message.count)?;
        if !(0..=message.limit.window_ms).contains(&message.life_ms) {
            return Err(ObjectError::bad_message("lifeMs must be from 0 to windowMs"));
        }
        json_response(&self.update(|stored, now| lease(stored, message, now))?)
    }

    fn refund(&self, message: &Refund) -> Result<Response, ObjectError> {
        json_response(&self.update(|stored, _| stored.window.refund(&message.attempt))?)
    }

    fn load(&self) -> Result<StoredWindow, ObjectError> {
        Ok(store::load(self.database.migrated()?)?)
    }

    fn update<Outcome>(&self, rule: impl FnOnce(&mut StoredWindow, i64) -> Outcome) -> Result<Outcome, ObjectError> {
        let before = self.load()?;
        let mut stored = before.clone();
        let outcome = rule(&mut stored, clock::now_ms());
        if stored != before {
            store::save(&self.database, &stored)?;
        }
        Ok(outcome)
    }

    async fn set_alarm(&self, at: i64) -> worker::Result<()> {
        alarm::set(&self.state, at).await?;
        self.is_alarm_set.set(true);
        Ok(())
    }
}

fn lease(stored: &mut StoredWindow, message: &Lease, now: i64) -> Leased {
    if let Some(settled) = &message.settled {
        stored.window.settle(message.limit, &settled.attempt, settled.used, now);
    }
    let until = now.saturating_add(message.life_ms);
    let (granted, decision) = stored.window.lease(message.limit, &message.attempt, message.count, until, now);
    stored.ends_at = stored.window.ends_at(message.limit).unwrap_or(now);
    Leased { granted, decision }
}

fn check(limit: Limit, count: u32) -> Result<(), ObjectError> {
    if !(1..=DAY).contains(&limit.window_ms) {
        return Err(ObjectError::bad_message(&format!("windowMs must be from 1 to {DAY}")));
    }
    if !(1..=limit.max).contains(&count) {
        return Err(ObjectError::bad_message("count must be from 1 to max"));
    }
    Ok(())
}
