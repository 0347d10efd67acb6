//! The class that the runtime calls.

use worker::{DurableObject, Env, Request, Response, State, durable_object};

use super::messages::{Release, Renew, TryAcquire};
use super::rules::Lock;
use super::store;
use crate::runtime::sql::ObjectDatabase;
use crate::runtime::transport::{Call, ObjectError, into_response, json_response};
use crate::runtime::{alarm, clock, log};

/// One lock, named by its key.
///
/// The lock is not cached in memory. There is no await between reading and writing its row, so calls do not interleave.
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
        into_response(self.serve(request).await)
    }

    async fn alarm(&self) -> worker::Result<Response> {
        match self.delete_expired_lease() {
            Ok(Some(expires_at)) => alarm::set(&self.state, expires_at).await?,
            Ok(None) => {}
            // readers ignore an expired lease, so the deletion may fail
            Err(error) => log::error("delete expired lease failed", &[("error", &error)]),
        }
        Response::empty()
    }
}

impl AdvisoryLocker {
    async fn serve(&self, request: Request) -> Result<Response, ObjectError> {
        let call = Call::read(request).await?;
        let response = self.execute(&call)?;
        if matches!(call.command.as_str(), "try_acquire" | "renew")
            && let Some(expires_at) = self.load()?.expires_at()
        {
            alarm::set(&self.state, expires_at).await?;
        }
        Ok(response)
    }

    fn execute(&self, call: &Call) -> Result<Response, ObjectError> {
        match call.command.as_str() {
            "try_acquire" => self.try_acquire(&call.message()?),
            "renew" => self.renew(&call.message()?),
            "release" => self.release(&call.message()?),
            "is_locked" => json_response(&self.load()?.state(clock::now_ms())),
            command => Err(ObjectError::unknown_command(command)),
        }
    }

    fn try_acquire(&self, message: &TryAcquire) -> Result<Response, ObjectError> {
        check_ttl(message.ttl_ms)?;
        json_response(&self.update(|lock, now| lock.try_acquire(message, now))?)
    }

    fn renew(&self, message: &Renew) -> Result<Response, ObjectError> {
        check_ttl(message.ttl_ms)?;
        json_response(&self.update(|lock, now| lock.renew(message.token, message.ttl_ms, now))?)
    }

    fn release(&self, message: &Release) -> Result<Response, ObjectError> {
        json_response(&self.update(|lock, now| lock.release(message.token, now))?)
    }

    /// When the current lease expires, if there is one.
    fn delete_expired_lease(&self) -> Result<Option<i64>, ObjectError> {
        self.update(|lock, now| {
            lock.expire(now);
            lock.expires_at()
        })
    }

    fn load(&self) -> Result<Lock, ObjectError> {
        Ok(store::load(self.database.migrated()?)?)
    }

    fn update<Outcome>(&self, rule: impl FnOnce(&mut Lock, i64) -> Outcome) -> Result<Outcome, ObjectError> {
        let before = self.load()?;
        let mut lock = before.clone();
        let outcome = rule(&mut lock, clock::now_ms());
        if lock != before {
            store::save(&self.database, &lock)?;
        }
        Ok(outcome)
    }
}

fn check_ttl(ttl_ms: i64) -> Result<(), ObjectError> {
    if (1..=TryAcquire::MAX_TTL_MS).contains(&ttl_ms) {
        Ok(())
    } else {
        Err(ObjectError::bad_message(&format!("ttlMs must be from 1 to {}", TryAcquire::MAX_TTL_MS)))
    }
}
