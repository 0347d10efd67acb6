//! The class that the runtime drives.

use steward_kernel::id::{EstateId, SessionId, TypeId, UserId};
use worker::worker_sys::WebSocketRequestResponsePair;
use worker::{
    DurableObject, Env, Error, Request, Response, State, WebSocket, WebSocketIncomingMessage, durable_object,
};

use super::message::{
    DisconnectAll, DisconnectSession, DisconnectUser, Disconnected, MOST_ESTATES, MOST_MESSAGES, Publish, Published,
    SocketIdentity, Statistics, close_code,
};
use super::rules::Content;
use super::store::Bar;
use super::{ring, rules, sockets, store};
use crate::sql::ObjectDatabase;
use crate::transport::{Call, Fault, answer, respond};
use crate::{clock, journal};

/// The sockets of one organization, named by its id.
///
/// Nothing is held in memory: sockets carry their user and session as tags, messages are in SQLite. Between reading
/// and sending nothing is awaited.
#[durable_object(websocket)]
pub struct OrganizationWebSocket {
    state: State,
    database: ObjectDatabase,
}

impl std::panic::RefUnwindSafe for OrganizationWebSocket {}

impl DurableObject for OrganizationWebSocket {
    fn new(state: State, _env: Env) -> Self {
        // answered by the runtime while the object sleeps
        if let Ok(pair) = WebSocketRequestResponsePair::new("ping", "pong") {
            state.set_websocket_auto_response(&pair);
        }
        let database = ObjectDatabase::new(&state, store::MIGRATIONS);
        Self { state, database }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        let outcome = match request.path().as_str() {
            "/connect" => self.connect(&request),
            _ => self.serve(request).await,
        };
        respond(outcome)
    }

    async fn websocket_message(&self, socket: WebSocket, _message: WebSocketIncomingMessage) -> worker::Result<()> {
        let _ = socket.send_with_str(rules::error("nothing is expected here but ping")?);
        Ok(())
    }

    async fn websocket_close(
        &self,
        socket: WebSocket,
        code: usize,
        reason: String,
        _was_clean: bool,
    ) -> worker::Result<()> {
        // Completes the closing handshake; the socket may be gone already.
        let _ = socket.close(Some(rules::sendable_close_code(code)), Some(rules::close_reason(&reason)));
        Ok(())
    }

    async fn websocket_error(&self, socket: WebSocket, error: Error) -> worker::Result<()> {
        journal::info("socket_failed", &[("error", &error)]);
        let _ = socket.close(Some(1011), Some("socket failed"));
        Ok(())
    }
}

impl OrganizationWebSocket {
    async fn serve(&self, request: Request) -> Result<Response, Fault> {
        let call = Call::read(request).await?;
        match call.command.as_str() {
            "publish" => self.publish(call.message()?),
            "disconnect_user" => {
                let DisconnectUser { user_id, code, reason } = call.message()?;
                let reason = rules::close_reason(&reason).to_owned();
                self.disconnect(&sockets::user_tag(user_id.as_ref()), &Bar { code, reason })
            }
            "disconnect_all" => {
                let DisconnectAll {} = call.message()?;
                let reason = "the organization is gone".to_owned();
                self.disconnect(store::EVERYBODY, &Bar { code: close_code::NO_LONGER_A_MEMBER, reason })
            }
            "disconnect_session" => {
                let DisconnectSession { session_id } = call.message()?;
                let bar = Bar { code: close_code::SESSION_ENDED, reason: "the session has ended".to_owned() };
                self.disconnect(&sockets::session_tag(session_id.as_ref()), &bar)
            }
            "statistics" => {
                let extent = store::extent(self.database.migrated()?)?;
                let sockets = sockets::count(&self.state)?;
                answer(&Statistics { sockets, oldest: extent.oldest, latest: extent.latest })
            }
            command => Err(Fault::unknown_command(command)),
        }
    }

    fn connect(&self, request: &Request) -> Result<Response, Fault> {
        let identity = identity_of(request)?;
        let database = self.database.migrated()?;
        let tags = [sockets::user_tag(identity.user_id.as_ref()), sockets::session_tag(identity.session_id.as_ref())];
        let client = match store::barred(database, &tags, identity.authenticated_at)? {
            Some(Bar { code, reason }) => sockets::refuse(code, &reason)?,
            None => {
                let frames = ring::opening(database, &identity)?;
                sockets::open(&self.state, &tags, identity.estates.as_deref(), &frames)?
            }
        };
        Ok(Response::from_websocket(client)?)
    }

    fn publish(&self, message: Publish<Content>) -> Result<Response, Fault> {
        if message.messages.len() > MOST_MESSAGES {
            return Err(Fault::bad_message(&format!("more than {} messages", MOST_MESSAGES)));
        }
        let (numbered, latest) = ring::publish(self.database.migrated()?, message.messages)?;
        let delivered = sockets::send(&self.state, &numbered)?;
        answer(&Published { latest, delivered })
    }

    fn disconnect(&self, tag: &str, bar: &Bar) -> Result<Response, Fault> {
        if rules::sendable_close_code(bar.code.into()) != bar.code {
            return Err(Fault::bad_message("code is not one that may be sent"));
        }
        store::bar(self.database.migrated()?, tag, bar, clock::now_ms())?;
        let tag = (tag != store::EVERYBODY).then_some(tag);
        let sockets = sockets::close(&self.state, tag, bar.code, &bar.reason)?;
        answer(&Disconnected { sockets })
    }
}

fn identity_of(request: &Request) -> Result<SocketIdentity, Fault> {
    let headers = request.headers();
    if headers.get("upgrade")?.as_deref() != Some("websocket") {
        return Err(Fault::Refused { status: 426, code: "UPGRADE_REQUIRED", message: "not an upgrade".to_owned() });
    }
    let required =
        |name: &str| headers.get(name).ok().flatten().ok_or_else(|| Fault::bad_message(&format!("{name} is missing")));
    let unreadable = |name: &str| Fault::bad_message(&format!("{name} cannot be read"));
    let since = match headers.get("x-steward-since")? {
        Some(text) => Some(text.parse().map_err(|_| unreadable("x-steward-since"))?),
        None => None,
    };
    let estates = match headers.get("x-steward-estates")? {
        Some(text) => Some(estates_of(&text).ok_or_else(|| unreadable("x-steward-estates"))?),
        None => None,
    };
    Ok(SocketIdentity {
        user_id: UserId::parse(&required("x-steward-user-id")?).map_err(|_| unreadable("x-steward-user-id"))?,
        session_id: SessionId::parse(&required("x-steward-session-id")?)
            .map_err(|_| unreadable("x-steward-session-id"))?,
        authenticated_at: required("x-steward-authenticated-at")?
            .parse()
            .map_err(|_| unreadable("x-steward-authenticated-at"))?,
        since,
        estates,
    })
}

/// Ids between commas; none when one is no id, or there are more than a socket carries.
fn estates_of(text: &str) -> Option<Vec<EstateId>> {
    let ids = text.split(',').filter(|id| !id.is_empty());
    let estates = ids.map(EstateId::parse).collect::<Result<Vec<_>, _>>().ok()?;
    (estates.len() <= MOST_ESTATES).then_some(estates)
}
