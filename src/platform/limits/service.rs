//! Calls the `RateLimiter` objects and applies their decisions to requests.

use std::cell::RefCell;

use futures::future::join_all;
use steward_durable_objects::rate_limiter::{RateLimiterClient, Take};
use steward_durable_objects::transport::CallError;
use steward_kernel::error::Error;
use steward_kernel::limit::Decision;

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
}

/// Counts a call of the API; `caller` is the id of a session or an API key. Most calls use a permit that this isolate
/// has on lease, without a round trip. When the object does not answer, calls are allowed uncounted.
///
/// # Errors
/// [`Error::RateLimited`]; [`Error::Internal`] when `API_LIMIT_PER_MINUTE` is wrong.
pub async fn api(edge: &Edge, caller: &str) -> Result<(), Error> {
    let limit = model::api_limit(edge.config().limits()?.api_per_minute);
    let subject = model::api_subject(caller);
    let asked_at = clock();
    let step = LEASES.with_borrow_mut(|leases| leases.step(&subject, limit, || new_attempt(edge), asked_at));
    let decision = match step {
        Step::Pass(decision) | Step::Refuse(decision) => decision,
        Step::Uncounted => return Ok(()),
        Step::Ask(lease) => {
            let answer = match RateLimiterClient::new(edge.env(), &subject) {
                Ok(client) => client.lease(&lease).await,
                Err(error) => Err(error),
            };
            let now = clock();
            match answer {
                Ok(leased) => LEASES.with_borrow_mut(|leases| leases.answered(&subject, lease, leased, asked_at, now)),
                Err(error) => {
                    log::error("count API call failed", &[("error", error.to_string().into())]);
                    LEASES.with_borrow_mut(|leases| leases.unanswered(&subject, now));
                    return Ok(());
                }
            }
        }
    };
    edge.set_limit(decision);
    if decision.allowed { Ok(()) } else { Err(rate_limited(decision)) }
}
