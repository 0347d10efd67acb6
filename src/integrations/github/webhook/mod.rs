//! Deliveries of GitHub: each is written down once, with all that follows from it, before it is answered. GitHub does
//! not repeat what was not answered well, so nothing here waits for anybody but the database.

mod payload;

use serde::{Deserialize, Serialize};
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::{BuildId, EstateId, OrganizationId};
use steward_kernel::signature::verify_github;
use utoipa::ToSchema;

pub use payload::Ignored;
use payload::{Meaning, Push};

use super::store;
use crate::delivery::builds::{self, BuildSource, NewBuild, Trigger};
use crate::edge::bridge::Incoming;
use crate::edge::database::violates;
use crate::edge::{Edge, log};
use crate::platform::audit::{Actor, Origin};
use crate::platform::outbox;

/// GitHub sends nothing longer, in bytes.
const BODY_LIMIT: usize = 25 * 1024 * 1024;
/// Characters of an event's name or a delivery's id.
const NAME_LIMIT: usize = 100;
/// Estates that one push starts builds for.
const CONNECTION_LIMIT: usize = 500;
/// The outcome of a delivery that something was done about.
const ACCEPTED: &str = "accepted";

/// A delivery as it comes in: its headers are there, nothing is known to be true yet.
pub struct Delivery {
    /// The request.
    pub incoming: Incoming,
    /// The event's name.
    pub event: String,
    /// The delivery's id, the same when GitHub is asked to send it again.
    pub id: String,
    /// The signature of the body.
    pub signature: String,
    /// From where.
    pub ip_address: Option<String>,
}

/// A header that says what is delivered.
///
/// # Errors
/// [`Error::Validation`] for the header when it is absent, long or has other characters than GitHub's.
pub fn delivery_header(name: &'static str, value: &str) -> Result<String, Error> {
    let sane = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    if sane && (1..=NAME_LIMIT).contains(&value.len()) {
        Ok(value.to_owned())
    } else {
        Err(Error::field(name, format!("The header {name} is missing or not one of GitHub's.")))
    }
}

/// What became of a delivery.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookAnswer {
    /// The delivery's id.
    #[schema(example = "72d3162e-cc78-11e3-81ab-4c9367dc0958")]
    pub delivery_id: String,
    /// Whether it was here before; the rest is what was answered then.
    pub duplicate: bool,
    /// The builds that it started.
    pub builds: Vec<BuildId>,
    /// Why it started none.
    pub ignored: Option<Ignored>,
}

/// What became of a delivery, as it is stored.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Known {
    outcome: String,
    build_ids: Vec<BuildId>,
}

impl Known {
    fn answer(self, delivery_id: String) -> WebhookAnswer {
        let ignored = serde_json::from_value(self.outcome.into()).ok();
        WebhookAnswer { delivery_id, duplicate: true, builds: self.build_ids, ignored }
    }
}

/// An estate that is connected to the pushed branch.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Connection {
    estate_id: EstateId,
    organization_id: OrganizationId,
    installation_id: String,
    clone_url: String,
    path: Option<String>,
}

/// Takes a delivery: at most one read, and one batch.
///
/// # Errors
/// [`Error::PayloadTooLarge`], [`Error::InvalidSignature`], [`Error::MalformedJson`], [`Error::Validation`];
/// [`Error::Database`] when nothing was written, so that the delivery can be sent again.
pub async fn receive(delivery: Delivery) -> Result<WebhookAnswer, Error> {
    let body = delivery.incoming.body(BODY_LIMIT).await?;
    let edge = &delivery.incoming.edge;
    if !verify_github(&edge.variable("GITHUB_WEBHOOK_SECRET")?, &body, &delivery.signature) {
        return Err(Error::InvalidSignature);
    }
    let push = match payload::read(&delivery.event, &body)? {
        Meaning::Push(push) => push,
        Meaning::Nothing(ignored) => return write(&delivery, &[], Some(ignored)).await,
    };
    let found = look_up(edge, &delivery.id, &push).await?;
    if let Some(known) = found.known {
        return Ok(known.answer(delivery.id));
    }
    let ignored = match (found.connections.is_empty(), found.is_connected) {
        (false, _) => None,
        (true, true) => Some(Ignored::Branch),
        (true, false) => Some(Ignored::NoRepository),
    };
    let builds = found.connections.into_iter().map(|connection| new_build(connection, &push, &delivery.id));
    write(&delivery, &builds.collect::<Vec<_>>(), ignored).await
}

struct LookedUp {
    known: Option<Known>,
    is_connected: bool,
    connections: Vec<Connection>,
}

#[derive(Deserialize)]
struct PushRow {
    known: Option<String>,
    #[serde(deserialize_with = "crate::edge::database::flag")]
    is_connected: bool,
    connections: String,
}

/// The one read.
async fn look_up(edge: &Edge, delivery_id: &str, push: &Push) -> Result<LookedUp, Error> {
    let statement = crate::bind!(store::SELECT_PUSH, delivery_id, push.repository_id.0, push.branch, CONNECTION_LIMIT);
    let row: Option<PushRow> = edge.database()?.first(statement).await?;
    let row = row.ok_or_else(|| Error::internal("a row was due"))?;
    let connections: Vec<Connection> = steward_kernel::json::read(&row.connections).map_err(Error::internal)?;
    if connections.len() == CONNECTION_LIMIT {
        let fields = [("repositoryId", push.repository_id.0.into()), ("limit", CONNECTION_LIMIT.into())];
        log::error("a repository has more connections than a push starts builds for", &fields);
    }
    Ok(LookedUp { known: read_known(row.known.as_deref())?, is_connected: row.is_connected, connections })
}

fn read_known(text: Option<&str>) -> Result<Option<Known>, Error> {
    text.map(steward_kernel::json::read).transpose().map_err(Error::internal)
}

fn new_build(connection: Connection, push: &Push, delivery_id: &str) -> NewBuild {
    NewBuild {
        organization_id: connection.organization_id,
        estate_id: connection.estate_id,
        source: BuildSource {
            installation_id: connection.installation_id,
            repository_id: push.repository_id.0,
            clone_url: connection.clone_url,
            branch: Some(push.branch.clone()),
            path: connection.path,
        },
        commit: push.commit.clone(),
        trigger: Trigger::Push { sender: push.sender.clone(), delivery_id: delivery_id.to_owned() },
    }
}

#[derive(Deserialize)]
struct KnownRow {
    known: String,
}

/// The one batch: the delivery, its builds with their audit rows, and the events. Of two deliveries with one id, at
/// the same time, the second is refused by the delivery's key, and answered as the first.
async fn write(delivery: &Delivery, builds: &[NewBuild], ignored: Option<Ignored>) -> Result<WebhookAnswer, Error> {
    let edge = &delivery.incoming.edge;
    let database = edge.database()?;
    let origin = Origin {
        actor: Actor::Webhook(format!("github:{}", delivery.id)),
        ip_address: delivery.ip_address.clone(),
        user_agent: None,
        request_id: Some(delivery.incoming.request_id.clone()),
    };
    let prepared = builds::prepare(edge, &origin, builds);
    let outcome = ignored.map_or_else(|| json!(ACCEPTED), |ignored| json!(ignored));
    let build_ids = json!(prepared.ids).to_string();
    let mut statements =
        vec![crate::bind!(store::INSERT_DELIVERY, delivery.id, delivery.event, outcome, build_ids, edge.now())];
    statements.extend(prepared.statements);
    let recorded = (!builds.is_empty()).then(|| outbox::record(edge, prepared.events));
    statements.extend(recorded.iter().flat_map(|recorded| recorded.statements.iter().cloned()));
    match database.batch(statements).await {
        Ok(_) => {}
        Err(error) if violates(&error, "webhook_delivery.delivery_id") => {
            let row: Option<KnownRow> = database.first(crate::bind!(store::SELECT_DELIVERY, delivery.id)).await?;
            let known = read_known(row.as_ref().map(|row| row.known.as_str()))?.ok_or(error)?;
            return Ok(known.answer(delivery.id.clone()));
        }
        Err(error) => return Err(error),
    }
    if let Some(recorded) = recorded {
        outbox::dispatch(edge, recorded);
    }
    Ok(WebhookAnswer { delivery_id: delivery.id.clone(), duplicate: false, builds: prepared.ids, ignored })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_hold_what_github_s_hold() {
        let read = |value: &str| delivery_header("X-GitHub-Delivery", value).ok();
        let id = "72d3162e-cc78-11e3-81ab-4c9367dc0958";
        assert_eq!(read(id).as_deref(), Some(id));
        assert_eq!(read("installation_repositories").as_deref(), Some("installation_repositories"));
        for wrong in ["", "a b", "a\nb", "a/b", "ä", &"a".repeat(101)] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        let error = delivery_header("X-GitHub-Delivery", "").unwrap_err();
        assert_eq!((error.status(), error.context()["field"].as_str()), (400, Some("X-GitHub-Delivery")));
    }

    #[test]
    fn a_delivery_that_came_before_is_answered_as_it_was() {
        let known = |text: &str| read_known(Some(text)).unwrap().unwrap().answer("d-1".to_owned());
        let started = known(r#"{"outcome":"accepted","buildIds":["build_01k9zqt3m8e7tbm3hz0c3x6w5r"]}"#);
        assert!(started.duplicate && started.ignored.is_none());
        assert_eq!(started.builds.len(), 1);
        let passed_over = known(r#"{"outcome":"no_repository","buildIds":[]}"#);
        assert_eq!(
            json!(passed_over),
            json!({
                "deliveryId": "d-1", "duplicate": true, "builds": [], "ignored": "no_repository",
            })
        );
    }
}
