//! Numbers of messages, what a client that comes back has missed, and what may be said when closing.

use std::collections::HashSet;

use serde::Serialize;
use serde_json::value::RawValue;
use steward_kernel::id::UserId;

use super::message::{Guests, PublishMessage};

/// How many messages are kept for those who are away.
pub(super) const RING_SIZE: u64 = 4_096;

/// Which messages there are: 0 and 0 when there was none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
pub(super) struct Extent {
    pub(super) oldest: u64,
    pub(super) latest: u64,
}

/// A message with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NumberedMessage {
    pub(super) sequence: u64,
    pub(super) event_id: String,
    pub(super) position: u32,
    /// The frame as it is sent.
    pub(super) text: String,
    /// Everybody when none.
    pub(super) user_ids: Option<Vec<UserId>>,
    /// An estate's id for its guests, [`ALL_GUESTS`] for all, none for none.
    pub(super) guests: Option<String>,
}

/// In the place of an estate's id: every guest.
pub(super) const ALL_GUESTS: &str = "*";

fn stored_guests(guests: Guests) -> Option<String> {
    match guests {
        Guests::None => None,
        Guests::Of(estate_id) => Some(estate_id.to_string()),
        Guests::All => Some(ALL_GUESTS.to_owned()),
    }
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
enum ControlFrame<'frame> {
    Connected { user_id: &'frame UserId, latest: u64 },
    Refetch { latest: u64 },
    Error { message: &'frame str },
}

/// The content of a message as it came: the JSON text of an object.
pub(super) type Content = Box<RawValue>;

/// The content with its number as first member; none when it is not an object with members.
fn numbered_text(content: &RawValue, sequence: u64) -> Option<String> {
    let members = content.get().strip_prefix('{')?.trim_start();
    members.starts_with('"').then(|| format!("{{\"seq\":{sequence},{members}"))
}

/// The first frame on every socket.
pub(super) fn connected(user_id: &UserId, latest: u64) -> serde_json::Result<String> {
    serde_json::to_string(&ControlFrame::Connected { user_id, latest })
}

/// Says that something was missed that is no longer kept.
pub(super) fn refetch(latest: u64) -> serde_json::Result<String> {
    serde_json::to_string(&ControlFrame::Refetch { latest })
}

/// The answer to whatever a client says.
pub(super) fn error(message: &str) -> serde_json::Result<String> {
    serde_json::to_string(&ControlFrame::Error { message })
}

/// Numbers the messages that are new: those whose event and index are neither in `known` nor earlier in the list.
/// None when the content of one is not an object.
pub(super) fn number(
    latest: u64,
    mut known: HashSet<(String, u32)>,
    messages: Vec<PublishMessage<Content>>,
) -> Option<Vec<NumberedMessage>> {
    let mut sequence = latest;
    let mut numbered = Vec::with_capacity(messages.len());
    for message in messages {
        if !known.insert((message.event_id.clone(), message.index)) {
            continue;
        }
        sequence += 1;
        numbered.push(NumberedMessage {
            sequence,
            text: numbered_text(&message.frame, sequence)?,
            event_id: message.event_id,
            position: message.index,
            user_ids: message.audience.map(|audience| audience.user_ids),
            guests: stored_guests(message.guests),
        });
    }
    Some(numbered)
}

/// What a client that has everything up to `since` has to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Replay {
    Nothing,
    After(u64),
    Refetch,
}

/// See [`Replay`]. A number that is newer than the newest comes from messages that were lost with their object.
pub(super) fn replay(since: Option<u64>, extent: Extent) -> Replay {
    match since {
        None => Replay::Nothing,
        Some(since) if since == extent.latest => Replay::Nothing,
        Some(since) if since > extent.latest || since.saturating_add(1) < extent.oldest => Replay::Refetch,
        Some(since) => Replay::After(since),
    }
}

/// A code that may be sent: 1005, 1006 and 1015 say that there was none, and 0–999 are nobody's (RFC 6455, 7.4).
pub(super) fn sendable_close_code(code: usize) -> u16 {
    u16::try_from(code).ok().filter(|code| matches!(code, 1000 | 3000..=4999)).unwrap_or(1000)
}

/// The reason cut to the 123 bytes that fit into a close frame (RFC 6455, 5.5).
pub(super) fn close_reason(reason: &str) -> &str {
    let mut end = reason.len().min(123);
    while !reason.is_char_boundary(end) {
        end -= 1;
    }
    reason.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn says_what_to_send_again() {
        let extent = Extent { oldest: 5, latest: 9 };
        assert_eq!(replay(None, extent), Replay::Nothing);
        assert_eq!(replay(Some(9), extent), Replay::Nothing);
        assert_eq!(replay(Some(8), extent), Replay::After(8));
        assert_eq!(replay(Some(4), extent), Replay::After(4));
        assert_eq!(replay(Some(3), extent), Replay::Refetch);
        assert_eq!(replay(Some(10), extent), Replay::Refetch);
        assert_eq!(replay(Some(0), Extent { oldest: 0, latest: 0 }), Replay::Nothing);
        assert_eq!(replay(Some(u64::MAX), extent), Replay::Refetch);
    }

    #[test]
    fn only_objects_get_a_number() {
        let text = |json: &str| numbered_text(&RawValue::from_string(json.to_owned()).unwrap(), 7);
        assert_eq!(text(r#"{ "type":"x"}"#).unwrap(), r#"{"seq":7,"type":"x"}"#);
        for json in ["{}", "[1]", "null", "\"{\""] {
            assert_eq!(text(json), None);
        }
    }

    #[test]
    fn close_codes_that_mean_none_are_not_sent() {
        for (code, sent) in [(1000, 1000), (1001, 1000), (1005, 1000), (1006, 1000), (4403, 4403), (70_000, 1000)] {
            assert_eq!(sendable_close_code(code), sent);
        }
    }

    proptest! {
        #[test]
        fn reasons_fit_and_stay_text(reason in "\\PC{0,200}") {
            let cut = close_reason(&reason);
            prop_assert!(cut.len() <= 123 && reason.starts_with(cut));
            prop_assert!(cut.len() == reason.len() || cut.len() > 119);
        }
    }
}
