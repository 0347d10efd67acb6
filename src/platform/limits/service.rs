//! Calls the `RateLimiter` objects and applies their decisions to requests.

use std::cell::RefCell;

use futures::future::join_all;
use steward_durable_objects::rate_limiter::{RateLimiterClient, Take};
use steward_durable_objects::transport::CallError;
use steward_kernel::error::Error;
use steward_kernel::limit::{Decision, Limit};

use super::lease::{Leases, Step};
use super::model::{self, Rule};
use crate::edge::{Edge, clock, log};

/// An attempt that was allowed and counted. It stays counted unless [`Passed::reset`] is called.
pub struct Passed {
    attempt: String,
    counted: Vec<Counted>,
}

struct Counted {
    client: RateLimiterClient,
    clears_all: bool,
}

impl Passed {
    /// The attempt succeeded: it is not counted any more, and neither are the earlier attempts of the same person.
    pub async fn reset(self) {
        let forgotten = self.counted.iter().map(|counted| async {
            if counted.clears_all { counted.client.reset().await } else { counted.client.refund(&self.attempt).await }
        });
        log_failures(join_all(forgotten).await);
    }

    async fn refund(self) {
        log_failures(join_all(self.counted.iter().map(|counted| counted.client.refund(&self.attempt))).await);
    }
}

/// Logs failed refunds. A hit that is not refunded counts until it leaves the window.
fn log_failures(results: Vec<Result<(), CallError>>) {
    for error in results.into_iter().filter_map(Result::err) {
        log::error("refund attempt failed", &[("error", error.to_string().into())]);
    }
}

/// Counts an attempt under all of these rules, or under none: when one rule refuses, the hits under the others are
/// refunded. Until then they count too, so a limit can be reached too early, but never too late.
///
/// # Errors
/// [`Error::RateLimited`] with the longest wait of the rules that refuse; [`Error::Internal`] when an object does not
/// respond, because every attempt must be counted.
pub async fn attempt(edge: &Edge, rules: &[Rule<'_>]) -> Result<Passed, Error> {
    let mut passed = Passed { attempt: new_attempt(edge), counted: Vec::with_capacity(rules.len()) };
    let mut refused: Option<Decision> = None;
    let mut failed = None;
    let answers = join_all(rules.iter().map(|rule| take(edge, *rule, &passed.attempt))).await;
    for (rule, answer) in rules.iter().zip(answers) {
        match answer {
            Ok((client, decision)) => {
                edge.set_limit(decision);
                if decision.allowed {
                    passed.counted.push(Counted { client, clears_all: rule.is_cleared_by_success() });
                } else {
                    refused = Some(refused.map_or(decision, |other| other.stricter(decision)));
                }
            }
            Err(error) => failed = Some(Error::from(error)),
        }
    }
    let error = failed.or_else(|| refused.map(rate_limited));
    match error {
        None => Ok(passed),
        Some(error) => {
            passed.refund().await;
            Err(error)
        }
    }
}

async fn take(edge: &Edge, rule: Rule<'_>, attempt: &str) -> Result<(RateLimiterClient, Decision), CallError> {
    let client = RateLimiterClient::new(edge.env(), &rule.subject())?;
    let message = Take { limit: rule.limit(), count: 1, attempt: attempt.to_owned() };
    let decision = client.take(&message).await?;
    Ok((client, decision))
}

fn new_attempt(edge: &Edge) -> String {
    hex::encode(edge.random::<16>())
}

fn rate_limited(decision: Decision) -> Error {
    Error::RateLimited { retry_after_seconds: decision.retry_after_seconds() }
}

thread_local! {
    static LEASES: RefCell<Leases> = RefCell::default();
    // apart, so that many addresses do not push out the leases of sessions
    static LEASES_OF_ADDRESSES: RefCell<Leases> = RefCell::default();
}

type Shared = std::thread::LocalKey<RefCell<Leases>>;

/// Counts a call of the API; `caller` is the id of a session or an API key. Most calls use a permit that this isolate
/// has on lease, without a round trip. When the object does not answer, calls are allowed uncounted.
///
/// # Errors
/// [`Error::RateLimited`]; [`Error::Internal`] when `API_LIMIT_PER_MINUTE` is wrong.
pub async fn api(edge: &Edge, caller: &str) -> Result<(), Error> {
    let limit = model::per_minute_limit(edge.config().limits()?.api_per_minute);
    let Some(decision) = count(edge, &LEASES, &model::api_subject(caller), limit).await else { return Ok(()) };
    edge.set_limit(decision);
    if decision.allowed { Ok(()) } else { Err(rate_limited(decision)) }
}

/// Counts a call without a valid credential, in the same way, by the IP address that it comes from. A call without one
/// has not come over the network's edge, and is not counted.
///
/// # Errors
/// [`Error::RateLimited`]; [`Error::Internal`] when `ANONYMOUS_LIMIT_PER_MINUTE` is wrong.
pub async fn anonymous(edge: &Edge, address: Option<&str>) -> Result<(), Error> {
    let Some(address) = address else { return Ok(()) };
    let limit = model::per_minute_limit(edge.config().limits()?.anonymous_per_minute);
    by_address(edge, &model::anonymous_subject(address), limit).await
}

/// Counts a webhook, in the same way.
///
/// # Errors
/// As [`anonymous`].
pub async fn webhook(edge: &Edge, address: Option<&str>) -> Result<(), Error> {
    let Some(address) = address else { return Ok(()) };
    let limit = model::webhook_limit(edge.config().limits()?.anonymous_per_minute);
    by_address(edge, &model::webhook_subject(address), limit).await
}

/// What is left is not shown: an address is not a caller.
async fn by_address(edge: &Edge, subject: &str, limit: Limit) -> Result<(), Error> {
    match count(edge, &LEASES_OF_ADDRESSES, subject, limit).await {
        Some(decision) if !decision.allowed => Err(rate_limited(decision)),
        _ => Ok(()),
    }
}

/// Takes a permit; `None` for a call that is not counted.
async fn count(edge: &Edge, leases: &'static Shared, subject: &str, limit: Limit) -> Option<Decision> {
    let asked_at = clock();
    let step = leases.with_borrow_mut(|leases| leases.step(subject, limit, || new_attempt(edge), asked_at));
    let lease = match step {
        Step::Pass(decision) | Step::Refuse(decision) => return Some(decision),
        Step::Uncounted => return None,
        Step::Ask(lease) => lease,
    };
    let answer = match RateLimiterClient::new(edge.env(), subject) {
        Ok(client) => client.lease(&lease).await,
        Err(error) => Err(error),
    };
    let now = clock();
    match answer {
        Ok(leased) => Some(leases.with_borrow_mut(|leases| leases.answered(subject, lease, leased, asked_at, now))),
        Err(error) => {
            log::error("count API call failed", &[("error", error.to_string().into())]);
            leases.with_borrow_mut(|leases| leases.unanswered(subject, now));
            None
        }
    }
}
