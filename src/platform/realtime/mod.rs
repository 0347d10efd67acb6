//! Realtime: open browsers of an organization are told over a WebSocket which resources have changed.

pub mod consumers;
