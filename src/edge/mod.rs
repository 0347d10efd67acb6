//! All that knows Cloudflare or JavaScript. Features see the handle [`Edge`] and plain Rust types.

pub mod bridge;
pub mod bucket;
mod config;
pub mod cors;
pub mod database;
pub mod email;
pub mod log;
pub mod outbound;
pub mod queue;
pub mod response;
pub mod rsa;

use std::cell::{Cell, OnceCell, RefCell};
use std::future::Future;
use std::rc::Rc;

use steward_kernel::error::Error;
use steward_kernel::limit::Decision;
use wasm_bindgen::{JsCast, JsValue};
use worker::worker_sys::Context;

use database::{Database, DatabaseCount};

/// Random bytes of one draw.
const POOL_BYTES: usize = 1_024;

/// The platform, as one invocation sees it. Cheap to clone; never kept beyond the invocation,
/// because the runtime ties I/O objects to the request that made them.
#[derive(Clone)]
pub struct Edge {
    inner: Rc<Inner>,
}

struct Inner {
    env: worker::Env,
    context: Context,
    now: OnceCell<i64>,
    database_count: Rc<DatabaseCount>,
    cookies: RefCell<Vec<String>>,
    limit: Cell<Option<Decision>>,
}

impl Edge {
    /// The handle of one invocation.
    #[must_use]
    pub fn new(env: worker::Env, context: Context) -> Self {
        Self {
            inner: Rc::new(Inner {
                env,
                context,
                now: OnceCell::new(),
                database_count: Rc::default(),
                cookies: RefCell::default(),
                limit: Cell::default(),
            }),
        }
    }

    /// Milliseconds since 1970. The runtime's clock stands still while code computes,
    /// so one reading serves the whole invocation.
    #[must_use]
    pub fn now(&self) -> i64 {
        *self.inner.now.get_or_init(clock)
    }

    /// At most 1,024 random bytes from the platform's secure source.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        thread_local! {
            // one call of the platform's source serves many ids; what was handed out is wiped
            static POOL: RefCell<(usize, [u8; POOL_BYTES])> = const { RefCell::new((POOL_BYTES, [0; POOL_BYTES])) };
        }
        POOL.with_borrow_mut(|(used, pool)| {
            if *used + N > POOL_BYTES {
                // crypto.getRandomValues fails for more than 65,536 bytes only
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

    /// A new id.
    #[must_use]
    pub fn id<T>(&self, make: fn(i64, [u8; 10]) -> T) -> T {
        make(self.now(), self.random())
    }

    /// A binding by name, or nothing.
    #[must_use]
    pub fn binding(&self, name: &str) -> Option<JsValue> {
        let value = bridge::binding(&self.inner.env, name);
        (!value.is_undefined() && !value.is_null()).then_some(value)
    }

    /// The bindings as `worker` knows them: what the objects' clients take.
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

    /// The database for work that no answer waits for: it is not in the request's count.
    ///
    /// # Errors
    /// [`Error::Internal`] when `DB` is not bound.
    pub fn uncounted_database(&self) -> Result<Database, Error> {
        let binding = self.binding("DB").ok_or_else(|| Error::internal("DB is not bound"))?;
        Ok(Database::new(binding, Rc::default()))
    }

    /// Statements and round trips so far.
    #[must_use]
    pub fn database_count(&self) -> (u32, u32) {
        (self.inner.database_count.statements.get(), self.inner.database_count.round_trips.get())
    }

    /// Waits.
    pub async fn pause(&self, duration: std::time::Duration) {
        worker::Delay::from(duration).await;
    }

    /// Goes on with work after the response was sent. It is cut off after 30 s and lost when the isolate ends:
    /// only for what something else would do again.
    pub fn spawn(&self, work: impl Future<Output = ()> + 'static) {
        let promise = wasm_bindgen_futures::future_to_promise(std::panic::AssertUnwindSafe(async {
            work.await;
            Ok(JsValue::UNDEFINED)
        }));
        if let Err(error) = self.inner.context.wait_until(&promise) {
            log::error("extend invocation failed", &[("error", message(&error).into())]);
        }
    }

    /// A cookie that the answer is to set: of several with one name the last one wins.
    pub fn set_cookie(&self, cookie: String) {
        let mut cookies = self.inner.cookies.borrow_mut();
        cookies.retain(|other| other.split('=').next() != cookie.split('=').next());
        cookies.push(cookie);
    }

    /// What a limit said that was consulted: the answer tells of the strictest.
    pub fn set_limit(&self, decision: Decision) {
        let strictest = self.inner.limit.get().map_or(decision, |earlier| earlier.stricter(decision));
        self.inner.limit.set(Some(strictest));
    }

    fn limit(&self) -> Option<Decision> {
        self.inner.limit.get()
    }

    fn take_cookies(&self) -> Vec<String> {
        self.inner.cookies.take()
    }
}

/// Milliseconds since 1970, read anew: for what invocations share. All else takes [`Edge::now`].
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
