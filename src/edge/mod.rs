//! The only module that uses Cloudflare or JavaScript APIs. Features use the handle [`Edge`] and plain Rust types.

pub mod bridge;
pub mod bucket;
mod config;
pub mod cors;
pub mod database;
pub mod email;
pub mod es256;
pub mod guard;
pub mod headers;
pub mod hmac;
pub mod log;
pub mod outbound;
pub mod public_key;
pub mod queue;
pub mod response;
pub mod rsa;
pub mod signed_body;
pub mod text;

use std::cell::{Cell, OnceCell, RefCell};
use std::future::Future;
use std::rc::Rc;

use steward_kernel::error::Error;
use steward_kernel::limit::Decision;
use wasm_bindgen::{JsCast, JsValue};
use worker::worker_sys::Context;

use database::{Database, DatabaseCount};

/// The number of random bytes fetched per call.
const POOL_BYTES: usize = 1_024;

/// The platform as seen by one invocation. It is cheap to clone and must not outlive the invocation, because the
/// runtime ties I/O objects to the request that created them.
#[derive(Clone)]
pub struct Edge {
    inner: Rc<Inner>,
}

struct Inner {
    env: worker::Env,
    context: Context,
    now: OnceCell<i64>,
    database_count: Rc<DatabaseCount>,
    password_checks: Cell<u32>,
    cookies: RefCell<Vec<String>>,
    limit: Cell<Option<Decision>>,
    guards: guard::Guards,
}

impl Edge {
    /// Creates the handle of an invocation.
    #[must_use]
    pub fn new(env: worker::Env, context: Context) -> Self {
        Self {
            inner: Rc::new(Inner {
                env,
                context,
                now: OnceCell::new(),
                database_count: Rc::default(),
                password_checks: Cell::new(0),
                cookies: RefCell::default(),
                limit: Cell::default(),
                guards: guard::Guards::default(),
            }),
        }
    }

    /// Milliseconds since 1970. The runtime's clock does not advance while code computes, so one reading serves the
    /// whole invocation.
    #[must_use]
    pub fn now(&self) -> i64 {
        *self.inner.now.get_or_init(clock)
    }

    /// At most 1,024 random bytes from the platform's secure source.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        thread_local! {
            // one call to the platform's source serves many ids; bytes that were returned are zeroed
            static POOL: RefCell<(usize, [u8; POOL_BYTES])> = const { RefCell::new((POOL_BYTES, [0; POOL_BYTES])) };
        }
        POOL.with_borrow_mut(|(used, pool)| {
            if *used + N > POOL_BYTES {
                // crypto.getRandomValues fails only for more than 65,536 bytes
                if let Err(error) = getrandom::fill(pool) {
                    log::error("fill random pool failed", &[("error", error.to_string().into())]);
                    wasm_bindgen::throw_str("no randomness");
                }
                *used = 0;
            }
            let mut bytes = [0; N];
            for (byte, source) in bytes.iter_mut().zip(pool.iter_mut().skip(*used)) {
                *byte = std::mem::take(source);
            }
            *used += N;
            bytes
        })
    }

    /// Creates an id.
    #[must_use]
    pub fn id<T>(&self, make: fn(i64, [u8; 10]) -> T) -> T {
        make(self.now(), self.random())
    }

    /// Returns a binding by its name.
    #[must_use]
    pub fn binding(&self, name: &'static str) -> Option<JsValue> {
        thread_local! {
            // those of an isolate never change, and asking for one is a call into JavaScript
            static KNOWN: RefCell<Vec<(&'static str, JsValue)>> = const { RefCell::new(Vec::new()) };
        }
        KNOWN.with_borrow_mut(|known| {
            if let Some((_, value)) = known.iter().find(|(other, _)| *other == name) {
                return Some(value.clone());
            }
            let value = bridge::binding(&self.inner.env, name);
            if value.is_undefined() || value.is_null() {
                return None;
            }
            known.push((name, value.clone()));
            Some(value)
        })
    }

    /// The bindings as `worker` represents them, for the clients of the Durable Objects.
    #[must_use]
    pub fn env(&self) -> &worker::Env {
        &self.inner.env
    }

    /// The database.
    ///
    /// # Errors
    /// [`Error::Internal`] when `DB` is not bound.
    pub fn database(&self) -> Result<Database, Error> {
        let binding = self.binding("DB").ok_or_else(|| Error::internal("DB is not bound"))?;
        Ok(Database::new(binding, self.inner.database_count.clone()))
    }

    /// The database for work after the response: it is not counted for the request.
    ///
    /// # Errors
    /// [`Error::Internal`] when `DB` is not bound.
    pub fn uncounted_database(&self) -> Result<Database, Error> {
        let binding = self.binding("DB").ok_or_else(|| Error::internal("DB is not bound"))?;
        Ok(Database::new(binding, Rc::default()))
    }

    /// The number of password checks so far.
    #[must_use]
    pub fn password_checks(&self) -> u32 {
        self.inner.password_checks.get()
    }

    /// Counts a password check, the dearest work of the platform, for the log line of the request.
    pub fn count_password_check(&self) {
        self.inner.password_checks.set(self.inner.password_checks.get() + 1);
    }

    /// The number of statements and round trips so far.
    #[must_use]
    pub fn database_count(&self) -> (u32, u32) {
        (self.inner.database_count.statements.get(), self.inner.database_count.round_trips.get())
    }

    /// Waits for a duration.
    pub async fn pause(&self, duration: std::time::Duration) {
        worker::Delay::from(duration).await;
    }

    /// Continues work after the response is sent. The runtime cancels it after 30 s and drops it when the isolate ends,
    /// so use it only for work that something else repeats.
    pub fn spawn(&self, work: impl Future<Output = ()> + 'static) {
        let promise = wasm_bindgen_futures::future_to_promise(std::panic::AssertUnwindSafe(async {
            work.await;
            Ok(JsValue::UNDEFINED)
        }));
        if let Err(error) = self.inner.context.wait_until(&promise) {
            log::error("extend invocation failed", &[("error", message(&error).into())]);
        }
    }

    /// Sets a cookie in the response. Of several with the same name, the last one wins.
    pub fn set_cookie(&self, cookie: String) {
        let mut cookies = self.inner.cookies.borrow_mut();
        cookies.retain(|other| other.split('=').next() != cookie.split('=').next());
        cookies.push(cookie);
    }

    /// Records the decision of a rate limit. The response reports the strictest one.
    pub fn set_limit(&self, decision: Decision) {
        let strictest = self.inner.limit.get().map_or(decision, |earlier| earlier.stricter(decision));
        self.inner.limit.set(Some(strictest));
    }

    /// Adds a guard to the first change of the invocation.
    pub fn guard(&self, guard: guard::Guard) {
        self.inner.guards.add(guard);
    }

    /// The statements of the guards, which the next change begins with.
    #[must_use]
    pub fn guards(&self) -> Vec<database::Statement> {
        self.inner.guards.statements()
    }

    /// Takes note of how a batch ended that began with the guards.
    pub fn guarded(&self, error: Option<&Error>) {
        self.inner.guards.ended(error);
    }

    /// The marker of the guard that did not hold.
    #[must_use]
    pub fn failed_guard(&self) -> Option<&'static str> {
        self.inner.guards.failed()
    }

    /// Whether a change with the guards was committed.
    #[must_use]
    pub fn has_committed_guards(&self) -> bool {
        self.inner.guards.is_committed()
    }

    /// Whether the response sets a cookie.
    #[must_use]
    pub fn sets_cookies(&self) -> bool {
        !self.inner.cookies.borrow().is_empty()
    }

    fn limit(&self) -> Option<Decision> {
        self.inner.limit.get()
    }

    fn take_cookies(&self) -> Vec<String> {
        self.inner.cookies.take()
    }
}

/// Reads the clock: milliseconds since 1970, for state that invocations share. Other code uses [`Edge::now`].
#[must_use]
pub fn clock() -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds fit 53 bits")]
    let now = js_sys::Date::now() as i64;
    now
}

/// The text of a JavaScript exception.
#[must_use]
pub fn message(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map(|error| String::from(error.message()))
        .or_else(|| error.as_string())
        .unwrap_or_else(|| format!("{error:?}"))
}
