//! Everybody of one organization who is looking: hibernating sockets, and the last messages with their numbers, so that
//! a client that comes back with its last number misses nothing or is told to fetch everything again.

mod client;
mod message;
#[allow(missing_docs)] // of the constructor and handlers that the macro makes
mod object;
mod ring;
mod rules;
mod sockets;
mod store;

pub use client::{BINDING, OrganizationWebSocketClient, object_name};
pub use message::{
    Audience, DisconnectAll, DisconnectSession, DisconnectUser, Disconnected, Frame, Guests, MOST_ESTATES,
    MOST_MESSAGES, NotificationLevel, Publish, PublishMessage, Published, Resource, SocketIdentity, Statistics,
    close_code,
};
pub use object::OrganizationWebSocket;
