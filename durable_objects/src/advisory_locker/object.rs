//! The class that the runtime drives.

use chrono::DateTime;
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use super::message::{Release, Renew, TryAcquire};
use super::rules::Lock;
use super::store;
use crate::sql::ObjectDatabase;
use crate::transport::{Call, Fault, answer, respond};
use crate::{clock, journal};

/// One lock, named by its key.
///
/// The lock is not held in memory: between reading the row and writing it nothing is awaited, so no other call comes between.
#[durable_object(alarm)]
pub struct AdvisoryLocker {
    state: State,
    database: ObjectDatabase,
}

impl std::panic::RefUnwindSafe for AdvisoryLocker {}

impl DurableObject for AdvisoryLocker {
    fn new(state: State, _env: Env) -> Self {
        let database = ObjectDatabase::new(&state, store::MIGRATIONS);
        Self { state, database }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        respond(self.serve(request).await)
    }

    async fn alarm(&self) -> worker::Result<Response> {
        let expired = self.change(|lock, now| {
            lock.expire(now);
            lock.lease.is_none()
        });
        match expired {
            Ok(true) => {}
            Ok(false) => self.schedule().await.map_err(|fault| worker::Error::RustError(fault.to_string()))?,
            // an end that has passed is seen at every read: the alarm only tidies up
            Err(fault) => journal::error("lock_not_tidied", &[("error", &fault)]),
        }
        Response::empty()
    }
}

impl AdvisoryLocker {
    async fn serve(&self, request: Request) -> Result<Response, Fault> {
        let call = Call::read(request).await?;
        match call.command.as_str() {
            "try_acquire" => {
                let message: TryAcquire = call.message()?;
                check_ttl(message.ttl_ms)?;
                let acquisition = self.change(|lock, now| lock.try_acquire(&message, now))?;
                self.schedule().await?;
                answer(&acquisition)
            }
            "renew" => {
                let message: Renew = call.message()?;
                check_ttl(message.ttl_ms)?;
                let renewal = self.change(|lock, now| lock.renew(message.token, message.ttl_ms, now))?;
                self.schedule().await?;
                answer(&renewal)
            }
            "release" => {
                let message: Release = call.message()?;
                answer(&self.change(|lock, now| lock.release(message.token, now))?)
            }
            "is_locked" => answer(&self.load()?.state(clock::now_ms())),
            command => Err(Fault::unknown_command(command)),
        }
    }

    fn load(&self) -> Result<Lock, Fault> {
        Ok(store::load(self.database.migrated()?)?)
    }

    fn change<Outcome>(&self, rule: impl FnOnce(&mut Lock, i64) -> Outcome) -> Result<Outcome, Fault> {
        let before = self.load()?;
        let mut lock = before.clone();
        let outcome = rule(&mut lock, clock::now_ms());
        if lock != before {
            store::save(&self.database, &lock)?;
        }
        Ok(outcome)
    }

    async fn schedule(&self) -> Result<(), Fault> {
        if let Some(due_at) = self.load()?.due_at().and_then(DateTime::from_timestamp_millis) {
            self.state.storage().set_alarm(due_at).await?;
        }
        Ok(())
    }
}

fn check_ttl(ttl_ms: i64) -> Result<(), Fault> {
    if (1..=TryAcquire::LONGEST_TTL_MS).contains(&ttl_ms) {
        Ok(())
    } else {
        Err(Fault::bad_message(&format!("ttlMs is not in 1..={}", TryAcquire::LONGEST_TTL_MS)))
    }
}
