//! Realtime: a WebSocket per open browser, over which it learns which resources of the organization are stale.

pub mod consumers;
