//! The sockets. Loops over them are in JavaScript, so that a frame is passed to JavaScript once for all recipients.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::worker_sys::DurableObjectState;
use worker::{Error, State};

use steward_kernel::id::EstateId;

use super::rules::NumberedMessage;
use crate::runtime::transport::ObjectError;

#[wasm_bindgen(inline_js = "
function send(socket, text) {
  try {
    socket.send(text);
    return 1;
  } catch {
    close(socket, 1011, 'message not delivered');
    return 0;
  }
}

// Browsers report a close only when the connection has ended, up to two seconds later, so a frame announces it.
function closeAnnounced(socket, code, reason) {
  try {
    socket.send(JSON.stringify({ type: 'closing', code }));
  } catch {
    // already closed
  }
  close(socket, code, reason);
}

function close(socket, code, reason) {
  try {
    socket.close(code, reason);
  } catch {
    // already closed
  }
}

export function openSocket(state, tags, deadline, estates, frames) {
  const { 0: client, 1: server } = new WebSocketPair();
  state.acceptWebSocket(server, JSON.parse(tags));
  // also while the object sleeps: when it is closed, and the estates whose messages a guest's socket may receive
  server.serializeAttachment({ deadline, estates });
  for (const text of JSON.parse(frames)) send(server, text);
  return client;
}

export function refuseSocket(code, reason) {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  closeAnnounced(server, code, reason);
  return client;
}

export function sendFrames(state, frames) {
  let delivered = 0;
  // null for a member
  const estatesOf = new Map();
  const mayReceive = (socket, guests) => {
    let estates = estatesOf.get(socket);
    if (estates === undefined) {
      const carried = socket.deserializeAttachment()?.estates;
      estates = typeof carried === 'string' ? new Set(carried.split(',')).add('*') : null;
      estatesOf.set(socket, estates);
    }
    return estates === null || estates.has(guests);
  };
  for (const [text, tags, guests] of JSON.parse(frames)) {
    for (const tag of tags === null ? [undefined] : new Set(tags)) {
      const sockets = tag === undefined ? state.getWebSockets() : state.getWebSockets(tag);
      for (const socket of sockets) {
        if (guests === '*' || mayReceive(socket, guests)) delivered += send(socket, text);
      }
    }
  }
  return delivered;
}

export function closeSockets(state, tag, code, reason) {
  const sockets = tag === undefined ? state.getWebSockets() : state.getWebSockets(tag);
  for (const socket of sockets) closeAnnounced(socket, code, reason);
  return sockets.length;
}

// Closes the sockets whose deadline is over; one that an earlier version opened has none. Returns the next deadline.
export function closeExpired(state, now, code, reason) {
  let next;
  for (const socket of state.getWebSockets()) {
    const deadline = socket.deserializeAttachment()?.deadline ?? 0;
    if (deadline <= now) closeAnnounced(socket, code, reason);
    else if (next === undefined || deadline < next) next = deadline;
  }
  return next;
}

export function countSockets(state) {
  return state.getWebSockets().length;
}
")]
extern "C" {
    #[wasm_bindgen(catch, js_name = openSocket)]
    fn open_socket(
        state: &DurableObjectState,
        tags: &str,
        deadline: f64,
        estates: Option<String>,
        frames: &str,
    ) -> Result<web_sys::WebSocket, JsValue>;

    #[wasm_bindgen(catch, js_name = refuseSocket)]
    fn refuse_socket(code: u16, reason: &str) -> Result<web_sys::WebSocket, JsValue>;

    #[wasm_bindgen(catch, js_name = sendFrames)]
    fn send_frames(state: &DurableObjectState, frames: &str) -> Result<u32, JsValue>;

    #[wasm_bindgen(catch, js_name = closeSockets)]
    fn close_sockets(state: &DurableObjectState, tag: Option<&str>, code: u16, reason: &str) -> Result<u32, JsValue>;

    #[wasm_bindgen(catch, js_name = closeExpired)]
    fn close_expired_sockets(
        state: &DurableObjectState,
        now: f64,
        code: u16,
        reason: &str,
    ) -> Result<Option<f64>, JsValue>;

    #[wasm_bindgen(catch, js_name = countSockets)]
    fn count_sockets(state: &DurableObjectState) -> Result<u32, JsValue>;
}

fn thrown(exception: JsValue) -> ObjectError {
    ObjectError::from(Error::from(exception))
}

fn json(value: &impl serde::Serialize) -> Result<String, ObjectError> {
    serde_json::to_string(value).map_err(|error| ObjectError::Internal(error.to_string()))
}

/// The tag of a user's sockets.
pub(super) fn user_tag(user_id: &str) -> String {
    format!("user:{user_id}")
}

/// The tag of a session's sockets.
pub(super) fn session_tag(session_id: &str) -> String {
    format!("session:{session_id}")
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds fit 53 bits")]
const fn as_number(milliseconds: i64) -> f64 {
    milliseconds as f64
}

/// Accepts a hibernating socket, which is closed at `deadline`, and sends its first frames. Returns the client's socket.
/// `estates` is set for guests.
pub(super) fn open(
    state: &State,
    tags: &[String; 2],
    deadline: i64,
    estates: Option<&[EstateId]>,
    frames: &[String],
) -> Result<worker::WebSocket, ObjectError> {
    let estates = estates.map(|estates| estates.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(","));
    let client =
        open_socket(state.as_raw(), &json(tags)?, as_number(deadline), estates, &json(&frames)?).map_err(thrown)?;
    Ok(client.into())
}

/// A socket that is closed immediately, which tells the client the code and reason.
pub(super) fn refuse(code: u16, reason: &str) -> Result<worker::WebSocket, ObjectError> {
    Ok(refuse_socket(code, reason).map_err(thrown)?.into())
}

/// Sends messages to their audience. Returns the number of sends.
pub(super) fn send(state: &State, messages: &[NumberedMessage]) -> Result<u64, ObjectError> {
    let frames: Vec<_> = messages
        .iter()
        .map(|message| {
            let tags = message
                .user_ids
                .as_ref()
                .map(|user_ids| user_ids.iter().map(|user_id| user_tag(user_id.as_ref())).collect::<Vec<_>>());
            (&message.text, tags, &message.guests)
        })
        .collect();
    send_frames(state.as_raw(), &json(&frames)?).map(u64::from).map_err(thrown)
}

/// Closes the sockets with a tag, or all. Returns their number.
pub(super) fn close(state: &State, tag: Option<&str>, code: u16, reason: &str) -> Result<u64, ObjectError> {
    close_sockets(state.as_raw(), tag, code, reason).map(u64::from).map_err(thrown)
}

/// Closes the sockets whose deadline is over. Returns the next deadline of the others.
pub(super) fn close_expired(state: &State, now: i64, code: u16, reason: &str) -> Result<Option<i64>, ObjectError> {
    let next = close_expired_sockets(state.as_raw(), as_number(now), code, reason).map_err(thrown)?;
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds fit 53 bits")]
    let next = next.map(|deadline| deadline as i64);
    Ok(next)
}

/// The number of open sockets.
pub(super) fn count(state: &State) -> Result<u64, ObjectError> {
    count_sockets(state.as_raw()).map(u64::from).map_err(thrown)
}
