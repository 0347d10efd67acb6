//! Steward's Worker: the three entry points and the list of features.
#![warn(unused_crate_dependencies)]

pub mod admin;
pub mod api;
pub mod delivery;
pub mod edge;
pub mod identity;
pub mod integrations;
pub mod organizations;
pub mod platform;

use std::panic::AssertUnwindSafe;

use edge::queue::Batch;
use edge::{Edge, bridge, log};
use wasm_bindgen::prelude::*;
use worker::worker_sys::Context;

pub use steward_durable_objects::advisory_locker::AdvisoryLocker;
pub use steward_durable_objects::estate_build_manager::EstateBuildManager;
pub use steward_durable_objects::organization_websocket::OrganizationWebSocket;
pub use steward_durable_objects::rate_limiter::RateLimiter;

/// Every operation of the API.
static API: api::Api = api::Api {
    features: &[
        admin::health::OPERATIONS,
        identity::OPERATIONS,
        identity::oauth::OPERATIONS,
        identity::users::OPERATIONS,
        identity::second_factors::OPERATIONS,
        identity::passkeys::OPERATIONS,
        identity::security_log::OPERATIONS,
        organizations::organizations::OPERATIONS,
        organizations::members::OPERATIONS,
        organizations::invitations::OPERATIONS,
        organizations::domains::OPERATIONS,
        organizations::custom_roles::OPERATIONS,
        organizations::teams::OPERATIONS,
        organizations::service_accounts::OPERATIONS,
        organizations::sso::OPERATIONS,
        organizations::scim::OPERATIONS,
        organizations::join_requests::OPERATIONS,
        organizations::estates::OPERATIONS,
        organizations::onboarding::OPERATIONS,
        integrations::github::OPERATIONS,
        delivery::repositories::OPERATIONS,
        delivery::builds::OPERATIONS,
        organizations::sockets::OPERATIONS,
        admin::sealing::OPERATIONS,
        organizations::audit_log::OPERATIONS,
        organizations::audit_stream::OPERATIONS,
        organizations::export::OPERATIONS,
        identity::api_clients::OPERATIONS,
        identity::authorization_server::OPERATIONS,
        admin::OPERATIONS,
        admin::testing::OPERATIONS,
        admin::outbox::OPERATIONS,
        admin::webhooks::OPERATIONS,
        admin::audit_log::OPERATIONS,
        admin::sign_up::OPERATIONS,
    ],
    authenticate: identity::scope::authenticate,
    find_holder: identity::scope::find_holder,
    answer_once: platform::idempotency::answer,
};

/// The consumers of all domains. An event reaches them in this order.
const CONSUMERS: platform::outbox::Consumers = &[
    // first, so that a socket that is about to close receives no more messages
    organizations::sockets::CONSUMERS,
    platform::realtime::consumers::CONSUMERS,
    delivery::builds::consumers::CONSUMERS,
    identity::token_revocation::CONSUMERS,
    platform::files::consumers::CONSUMERS,
    platform::mail::consumers::CONSUMERS,
    admin::testing::consumers::CONSUMERS,
];

/// The Durable Objects that report over the queue.
const OBJECT_MESSAGES: &[platform::outbox::ObjectMessage] = &[delivery::builds::consumers::OBJECT_MESSAGE];

/// The emails of all domains.
const MAILS: platform::mail::MailTemplates =
    &[identity::mails::MAILS, organizations::invitations::mails::MAILS, organizations::join_requests::mails::MAILS];

/// The jobs of all domains. A cron run executes them in this order.
const JOBS: platform::schedule::Jobs = &[
    platform::outbox::JOBS,
    delivery::builds::JOBS,
    delivery::repositories::JOBS,
    platform::audit::JOBS,
    platform::webhooks::JOBS,
    platform::idempotency::JOBS,
    identity::api_clients::JOBS,
    identity::authorization_server::JOBS,
    platform::sealing::JOBS,
    identity::sign_in::JOBS,
    organizations::organizations::JOBS,
    // last: it waits for receivers outside
    organizations::audit_log::JOBS,
    organizations::audit_stream::JOBS,
];

/// The sealed columns of all domains.
const SEALED_COLUMNS: platform::sealing::Columns = &[
    identity::sealed::SEALED_COLUMNS,
    organizations::sealed::SEALED_COLUMNS,
    platform::idempotency::sealed::SEALED_COLUMNS,
];

/// Creates the platform's handle for one invocation.
fn edge(env: worker::Env, context: Context) -> Edge {
    platform::outbox::install(CONSUMERS);
    platform::outbox::install_object_messages(OBJECT_MESSAGES);
    platform::mail::install(MAILS);
    platform::schedule::install(JOBS);
    platform::sealing::install(SEALED_COLUMNS);
    organizations::install_hooks();
    integrations::github::install(integrations::github::Hooks {
        pushed: delivery::repositories::pushed,
        installation_changed: |change, installation| {
            Box::pin(delivery::repositories::installation_changed(change, installation))
        },
    });
    Edge::new(env, context)
}

/// Handles a request and returns the response, or a promise of it.
#[wasm_bindgen]
pub fn fetch(request: web_sys::Request, env: worker::Env, context: Context) -> JsValue {
    bridge::poll_once(bridge::serve(request, edge(env, context), |head, incoming| api::serve(&API, head, incoming)))
}

/// Handles a batch of messages. It never fails as a whole: each message is acknowledged or retried by itself.
#[wasm_bindgen]
pub async fn queue(batch: JsValue, env: worker::Env, context: Context) -> Result<JsValue, JsValue> {
    AssertUnwindSafe(take(edge(env, context), batch)).await;
    Ok(JsValue::UNDEFINED)
}

async fn take(edge: Edge, batch: JsValue) {
    match Batch::read(batch) {
        Ok((batch, messages)) if batch.queue.ends_with("dead-letters") => {
            platform::outbox::handle_dead_letters(&edge, &batch, messages).await;
        }
        Ok((batch, messages)) => platform::outbox::handle(&edge, &batch, messages).await,
        Err(error) => log::error("read batch failed", &[("error", format!("{error:?}").into())]),
    }
}

/// Handles a cron trigger: runs the jobs that are due.
#[wasm_bindgen]
pub async fn scheduled(_event: JsValue, env: worker::Env, context: Context) -> Result<JsValue, JsValue> {
    AssertUnwindSafe(tick(edge(env, context))).await;
    Ok(JsValue::UNDEFINED)
}

async fn tick(edge: Edge) {
    if let Err(error) = platform::schedule::run_due(&edge).await {
        log::error("run due jobs failed", &[("error", format!("{error:?}").into())]);
    }
}

#[cfg(test)]
mod tests;
