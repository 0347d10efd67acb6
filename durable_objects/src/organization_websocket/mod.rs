//! The browser connections of one organization: hibernating sockets, and the last messages with their numbers. A client
//! that reconnects with its last number receives what it missed, or a request to fetch everything again.

mod client;
mod messages;
mod object;
mod ring;
mod rules;
mod sockets;
mod store;

pub use client::{BINDING, OrganizationWebSocketClient, object_name};
pub use messages::{
    Audience, DisconnectSession, DisconnectUsers, Disconnected, Frame, Guests, MAX_ESTATES, MAX_MESSAGES,
    NotificationLevel, Publish, PublishMessage, Published, Resource, Resume, SocketIdentity, Statistics, close_code,
};
pub use object::OrganizationWebSocket;
