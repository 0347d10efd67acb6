//! The class that the runtime calls.

use steward_kernel::id::{EstateId, SessionId, TypeId, UserId};
use worker::worker_sys::WebSocketRequestResponsePair;
use worker::{
    DurableObject, Env, Error, Request, Response, State, WebSocket, WebSocketIncomingMessage, durable_object,
};

use super::messages::{
    DisconnectSession, DisconnectUsers, Disconnected, MAX_ESTATES, MAX_MESSAGES, Publish, Published, Resume,
    SocketIdentity, Statistics, close_code,
};
use super::rules::FrameJson;
use super::store::Block;
use super::{ring, rules, sockets, store};
use crate::runtime::sql::ObjectDatabase;
use crate::runtime::transport::{Call, ObjectError, into_response, json_response};
use crate::runtime::{alarm, clock, log};

/// The sockets of one organization, named by its id.
///
/// There is no state in memory: sockets have their user and session as tags, messages are in SQLite. There is no await
/// between reading and sending.
#[durable_object]
pub struct OrganizationWebSocket {
    state: State,
    database: ObjectDatabase,
}

impl std::panic::RefUnwindSafe for OrganizationWebSocket {}

impl DurableObject for OrganizationWebSocket {
    fn new(state: State, _env: Env) -> Self {
        // the runtime responds while the object hibernates
        if let Ok(pair) = WebSocketRequestResponsePair::new("ping", "pong") {
            state.set_websocket_auto_response(&pair);
        }
        let database = ObjectDatabase::new(&state, store::MIGRATIONS);
        Self { state, database }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        let outcome = match request.path().as_str() {
            "/connect" => self.accept(&request).await,
            _ => self.serve(request).await,
        };
        into_response(outcome)
    }

    async fn alarm(&self) -> worker::Result<Response> {
        let next = sockets::close_expired(&self.state, clock::now_ms(), close_code::TIME_OVER, "the time is over");
        // the next socket that opens sets the alarm again
        if let Ok(Some(deadline)) = next {
            alarm::set(&self.state, deadline).await?;
        }
        Response::empty()
    }

    async fn websocket_message(&self, socket: WebSocket, _message: WebSocketIncomingMessage) -> worker::Result<()> {
        let _ = socket.send_with_str(rules::error("only ping is allowed")?);
        Ok(())
    }

    async fn websocket_close(
        &self,
        socket: WebSocket,
        code: usize,
        reason: String,
        _was_clean: bool,
    ) -> worker::Result<()> {
        // completes the closing handshake; the socket may be closed already
        let _ = socket.close(Some(rules::sendable_close_code(code)), Some(rules::close_reason(&reason)));
        Ok(())
    }

    async fn websocket_error(&self, socket: WebSocket, error: Error) -> worker::Result<()> {
        log::info("socket failed", &[("error", &error)]);
        let _ = socket.close(Some(1011), Some("socket failed"));
        Ok(())
    }
}

impl OrganizationWebSocket {
    async fn serve(&self, request: Request) -> Result<Response, ObjectError> {
        let call = Call::read(request).await?;
        self.execute(&call)
    }

    fn execute(&self, call: &Call) -> Result<Response, ObjectError> {
        match call.command.as_str() {
            "publish" => self.publish(call.message_with_raw_json()?),
            "disconnect_users" => self.disconnect_users(&call.message()?),
            "disconnect_all" => self.disconnect_all(),
            "disconnect_session" => self.disconnect_session(&call.message()?),
            "statistics" => self.statistics(),
            command => Err(ObjectError::unknown_command(command)),
        }
    }

    fn disconnect_users(&self, message: &DisconnectUsers) -> Result<Response, ObjectError> {
        let block = Block { code: message.code, reason: rules::close_reason(&message.reason).to_owned() };
        let mut sockets = 0;
        for user_id in &message.user_ids {
            sockets += self.disconnect(&sockets::user_tag(user_id.as_ref()), &block)?;
        }
        json_response(&Disconnected { sockets })
    }

    fn disconnect_all(&self) -> Result<Response, ObjectError> {
        let reason = "the organization was deleted".to_owned();
        let block = Block { code: close_code::NO_LONGER_A_MEMBER, reason };
        json_response(&Disconnected { sockets: self.disconnect(store::ALL_SOCKETS, &block)? })
    }

    fn disconnect_session(&self, message: &DisconnectSession) -> Result<Response, ObjectError> {
        let block = Block { code: close_code::SESSION_ENDED, reason: "the session has ended".to_owned() };
        let sockets = self.disconnect(&sockets::session_tag(message.session_id.as_ref()), &block)?;
        json_response(&Disconnected { sockets })
    }

    fn statistics(&self) -> Result<Response, ObjectError> {
        let range = store::sequence_range(self.database.migrated()?)?;
        let sockets = sockets::count(&self.state)?;
        json_response(&Statistics { sockets, oldest: range.oldest, latest: range.latest })
    }

    async fn accept(&self, request: &Request) -> Result<Response, ObjectError> {
        let identity = identity_of(request)?;
        let database = self.database.migrated()?;
        let tags = [sockets::user_tag(identity.user_id.as_ref()), sockets::session_tag(identity.session_id.as_ref())];
        let client = match store::find_block(database, &tags, identity.authenticated_at)? {
            Some(Block { code, reason }) => sockets::refuse(code, &reason)?,
            None => {
                let frames = ring::opening(database, &identity)?;
                let deadline = rules::deadline(identity.valid_until);
                let client = sockets::open(&self.state, &tags, deadline, identity.estates.as_deref(), &frames)?;
                self.wake_at(deadline).await?;
                client
            }
        };
        Ok(Response::from_websocket(client)?)
    }

    /// Sets the alarm to a deadline, unless an earlier one is set.
    async fn wake_at(&self, deadline: i64) -> worker::Result<()> {
        match self.state.storage().get_alarm().await? {
            Some(at) if at <= deadline => Ok(()),
            _ => alarm::set(&self.state, deadline).await,
        }
    }

    fn publish(&self, message: Publish<FrameJson>) -> Result<Response, ObjectError> {
        if message.messages.len() > MAX_MESSAGES {
            return Err(ObjectError::bad_message(&format!("more than {} messages", MAX_MESSAGES)));
        }
        let (numbered, latest) = ring::publish(self.database.migrated()?, message.messages)?;
        let delivered = sockets::send(&self.state, &numbered)?;
        json_response(&Published { latest, delivered })
    }

    fn disconnect(&self, tag: &str, block: &Block) -> Result<u64, ObjectError> {
        if rules::sendable_close_code(block.code.into()) != block.code {
            return Err(ObjectError::bad_message("code must be 1000 or from 3000 to 4999"));
        }
        store::save_block(self.database.migrated()?, tag, block, clock::now_ms())?;
        let tag = (tag != store::ALL_SOCKETS).then_some(tag);
        sockets::close(&self.state, tag, block.code, &block.reason)
    }
}

fn identity_of(request: &Request) -> Result<SocketIdentity, ObjectError> {
    let headers = request.headers();
    if headers.get("upgrade")?.as_deref() != Some("websocket") {
        return Err(ObjectError::Rejected {
            status: 426,
            code: "UPGRADE_REQUIRED",
            message: "a WebSocket upgrade is required".to_owned(),
        });
    }
    let required = |name: &str| {
        headers.get(name).ok().flatten().ok_or_else(|| ObjectError::bad_message(&format!("{name} is missing")))
    };
    let invalid = |name: &str| ObjectError::bad_message(&format!("{name} is invalid"));
    let resume = match (headers.get("x-steward-after")?, headers.get("x-steward-since")?) {
        (Some(text), _) => Resume::After(text.parse().map_err(|_| invalid("x-steward-after"))?),
        (None, Some(text)) => Resume::Since(text.parse().map_err(|_| invalid("x-steward-since"))?),
        (None, None) => Resume::Now,
    };
    let estates = match headers.get("x-steward-estates")? {
        Some(text) => Some(estates_of(&text).ok_or_else(|| invalid("x-steward-estates"))?),
        None => None,
    };
    Ok(SocketIdentity {
        user_id: UserId::parse(&required("x-steward-user-id")?).map_err(|_| invalid("x-steward-user-id"))?,
        session_id: SessionId::parse(&required("x-steward-session-id")?)
            .map_err(|_| invalid("x-steward-session-id"))?,
        authenticated_at: required("x-steward-authenticated-at")?
            .parse()
            .map_err(|_| invalid("x-steward-authenticated-at"))?,
        valid_until: required("x-steward-valid-until")?.parse().map_err(|_| invalid("x-steward-valid-until"))?,
        resume,
        estates,
    })
}

/// Parses ids separated by commas; none when one is invalid or there are more than [`MAX_ESTATES`].
fn estates_of(text: &str) -> Option<Vec<EstateId>> {
    let ids = text.split(',').filter(|id| !id.is_empty());
    let estates = ids.map(EstateId::parse).collect::<Result<Vec<_>, _>>().ok()?;
    (estates.len() <= MAX_ESTATES).then_some(estates)
}
