//! The class that the runtime drives.

use std::cell::Cell;

use chrono::DateTime;
use steward_kernel::limit::Limit;
use steward_kernel::time::DAY;
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use super::message::{GiveBack, Lease, Leased, Take};
use super::store::{self, Log};
use crate::sql::ObjectDatabase;
use crate::transport::{Call, Fault, answer, respond};
use crate::{clock, journal};

/// The limiter of one subject, named by it.
///
/// The log is not held in memory: between reading the row and writing it nothing is awaited, so no other call comes
/// between.
#[durable_object(alarm)]
pub struct RateLimiter {
    state: State,
    database: ObjectDatabase,
    /// Whether an alarm is known to be set: one is enough, it looks by itself whether it came too early.
    alarmed: Cell<bool>,
}

impl std::panic::RefUnwindSafe for RateLimiter {}

impl DurableObject for RateLimiter {
    fn new(state: State, _env: Env) -> Self {
        let database = ObjectDatabase::new(&state, store::MIGRATIONS);
        Self { state, database, alarmed: Cell::new(false) }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        respond(self.serve(request).await)
    }

    async fn alarm(&self) -> worker::Result<Response> {
        self.alarmed.set(false);
        match self.load() {
            Ok(log) if log.ends_at > clock::now_ms() => self.wake_at(log.ends_at).await?,
            Ok(_) => self.database.clear().await?,
            // what has passed counts for nothing: the alarm only tidies up
            Err(fault) => journal::error("limit_not_tidied", &[("error", &fault)]),
        }
        Response::empty()
    }
}

impl RateLimiter {
    async fn serve(&self, request: Request) -> Result<Response, Fault> {
        let call = Call::read(request).await?;
        match call.command.as_str() {
            "take" => {
                let message: Take = call.message()?;
                check(message.limit, message.count)?;
                let decision = self.change(|log, now| {
                    let decision = log.window.take(message.limit, &message.attempt, message.count, now);
                    log.ends_at = log.window.ends_at(message.limit).unwrap_or(now);
                    decision
                })?;
                self.schedule().await?;
                answer(&decision)
            }
            "lease" => {
                let message: Lease = call.message()?;
                check(message.limit, message.count)?;
                if !(0..=message.limit.window_ms).contains(&message.life_ms) {
                    return Err(Fault::bad_message("lifeMs is not in 0..=windowMs"));
                }
                let leased = self.change(|log, now| lease(log, &message, now))?;
                self.schedule().await?;
                answer(&leased)
            }
            "give_back" => {
                let message: GiveBack = call.message()?;
                answer(&self.change(|log, _| log.window.give_back(&message.attempt))?)
            }
            "forget" => answer(&self.change(|log, _| log.window.forget())?),
            command => Err(Fault::unknown_command(command)),
        }
    }

    fn load(&self) -> Result<Log, Fault> {
        Ok(store::load(self.database.migrated()?)?)
    }

    fn change<Outcome>(&self, rule: impl FnOnce(&mut Log, i64) -> Outcome) -> Result<Outcome, Fault> {
        let before = self.load()?;
        let mut log = before.clone();
        let outcome = rule(&mut log, clock::now_ms());
        if log != before {
            store::save(&self.database, &log)?;
        }
        Ok(outcome)
    }

    async fn schedule(&self) -> Result<(), Fault> {
        if !self.alarmed.get() {
            self.wake_at(self.load()?.ends_at).await?;
        }
        Ok(())
    }

    async fn wake_at(&self, at: i64) -> worker::Result<()> {
        if let Some(at) = DateTime::from_timestamp_millis(at) {
            self.state.storage().set_alarm(at).await?;
            self.alarmed.set(true);
        }
        Ok(())
    }
}

fn lease(log: &mut Log, message: &Lease, now: i64) -> Leased {
    if let Some(settled) = &message.settled {
        log.window.settle(message.limit, &settled.attempt, settled.used, now);
    }
    let until = now.saturating_add(message.life_ms);
    let (granted, decision) = log.window.lease(message.limit, &message.attempt, message.count, until, now);
    log.ends_at = log.window.ends_at(message.limit).unwrap_or(now);
    Leased { granted, decision }
}

fn check(limit: Limit, count: u32) -> Result<(), Fault> {
    if !(1..=DAY).contains(&limit.window_ms) {
        return Err(Fault::bad_message(&format!("windowMs is not in 1..={DAY}")));
    }
    if !(1..=limit.max).contains(&count) {
        return Err(Fault::bad_message("count is not in 1..=max"));
    }
    Ok(())
}
