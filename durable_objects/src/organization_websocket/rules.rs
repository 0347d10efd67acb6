//! The numbering of messages, the replay for clients that reconnect, and valid close codes and reasons.

use std::collections::HashSet;
use steward_kernel::from_json::FromJson;

use serde::Serialize;
use serde_json::value::RawValue;
use steward_kernel::id::UserId;

use super::messages::{DEADLINE_STEP_MS, Guests, PublishMessage};

/// The number of stored messages.
pub(super) const RING_SIZE: u64 = 4_096;

/// The numbers of the oldest and newest stored message; 0 and 0 without messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromJson)]
pub(super) struct SequenceRange {
    pub(super) oldest: u64,
    pub(super) latest: u64,
}

/// A message with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NumberedMessage {
    pub(super) sequence: u64,
    pub(super) event_id: String,
    pub(super) position: u32,
    /// The JSON text to send.
    pub(super) text: String,
    /// None means everybody.
    pub(super) user_ids: Option<Vec<UserId>>,
    /// An estate's id for its guests, [`ALL_GUESTS`] for all guests, or none.
    pub(super) guests: Option<String>,
}

/// All guests, instead of an estate's id.
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
    Connected {
        user_id: &'frame UserId,
        latest: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        after: Option<u64>,
    },
    Refetch {
        latest: u64,
    },
    Error {
        message: &'frame str,
    },
}

/// The JSON object of a frame as it was received.
pub(super) type FrameJson = Box<RawValue>;

/// The frame with its number as first member; none when it is not a non-empty object.
fn numbered_text(content: &RawValue, sequence: u64) -> Option<String> {
    let members = content.get().strip_prefix('{')?.trim_start();
    members.starts_with('"').then(|| format!("{{\"seq\":{sequence},{members}"))
}

/// The first frame on every socket. `after` is the number after which the messages follow without gaps.
pub(super) fn connected(user_id: &UserId, latest: u64, after: Option<u64>) -> serde_json::Result<String> {
    serde_json::to_string(&ControlFrame::Connected { user_id, latest, after })
}

/// Tells a client that it missed messages that are no longer stored.
pub(super) fn refetch(latest: u64) -> serde_json::Result<String> {
    serde_json::to_string(&ControlFrame::Refetch { latest })
}

/// The response to a message of a client.
pub(super) fn error(message: &str) -> serde_json::Result<String> {
    serde_json::to_string(&ControlFrame::Error { message })
}

/// Numbers the messages whose event and index are neither in `known` nor earlier in the list.
/// None when a frame is not a non-empty object.
pub(super) fn number(
    latest: u64,
    mut known: HashSet<(String, u32)>,
    messages: Vec<PublishMessage<FrameJson>>,
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

/// What a client must receive first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Replay {
    /// Nothing, because it fetches what it shows.
    Nothing,
    /// All messages after a number; none when it is that of the newest.
    After(u64),
    Refetch,
}

/// Decides for a client that has all messages up to `after`. A number above the newest means that the storage of the
/// object was lost.
pub(super) const fn replay_after(after: u64, range: SequenceRange) -> Replay {
    if after > range.latest || (after < range.latest && after.saturating_add(1) < range.oldest) {
        return Replay::Refetch;
    }
    Replay::After(after)
}

/// Decides for a client that needs all messages since a time. `first` is the oldest stored one since then. If that is the
/// oldest of all, earlier ones that the client needs may have been deleted.
pub(super) const fn replay_since(first: Option<u64>, range: SequenceRange) -> Replay {
    match first {
        None => Replay::After(range.latest),
        Some(first) if first == range.oldest && first > 1 => Replay::Refetch,
        Some(first) => Replay::After(first.saturating_sub(1)),
    }
}

/// The time at which a socket is closed that is valid until then: the next multiple of [`DEADLINE_STEP_MS`].
pub(super) const fn deadline(valid_until: i64) -> i64 {
    valid_until.saturating_add(DEADLINE_STEP_MS - 1) / DEADLINE_STEP_MS * DEADLINE_STEP_MS
}

/// The code if it may be sent, else 1000: 1005, 1006, 1015 and 0–999 must not be sent (RFC 6455, 7.4).
pub(super) fn sendable_close_code(code: usize) -> u16 {
    u16::try_from(code).ok().filter(|code| matches!(code, 1000 | 3000..=4999)).unwrap_or(1000)
}

/// The reason truncated to the 123 bytes of a close frame (RFC 6455, 5.5).
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
    fn decides_what_to_replay() {
        let range = SequenceRange { oldest: 5, latest: 9 };
        assert_eq!(replay_after(9, range), Replay::After(9));
        assert_eq!(replay_after(8, range), Replay::After(8));
        assert_eq!(replay_after(4, range), Replay::After(4));
        assert_eq!(replay_after(3, range), Replay::Refetch);
        assert_eq!(replay_after(10, range), Replay::Refetch);
        assert_eq!(replay_after(0, SequenceRange { oldest: 0, latest: 0 }), Replay::After(0));
        assert_eq!(replay_after(u64::MAX, range), Replay::Refetch);
    }

    #[test]
    fn deadlines_are_rounded_up() {
        for (valid_until, closed_at) in [(0, 0), (1, 5_000), (5_000, 5_000), (5_001, 10_000)] {
            assert_eq!(deadline(valid_until), closed_at);
        }
        assert!(deadline(i64::MAX) > 0);
    }

    #[test]
    fn only_non_empty_objects_are_numbered() {
        let text = |json: &str| numbered_text(&RawValue::from_string(json.to_owned()).unwrap(), 7);
        assert_eq!(text(r#"{ "type":"x"}"#).unwrap(), r#"{"seq":7,"type":"x"}"#);
        for json in ["{}", "[1]", "null", "\"{\""] {
            assert_eq!(text(json), None);
        }
    }

    #[test]
    fn reserved_close_codes_are_not_sent() {
        for (code, sent) in [(1000, 1000), (1001, 1000), (1005, 1000), (1006, 1000), (4403, 4403), (70_000, 1000)] {
            assert_eq!(sendable_close_code(code), sent);
        }
    }

    proptest! {
        #[test]
        fn reasons_are_truncated_between_characters(reason in "\\PC{0,200}") {
            let cut = close_reason(&reason);
            prop_assert!(cut.len() <= 123 && reason.starts_with(cut));
            prop_assert!(cut.len() == reason.len() || cut.len() > 119);
        }
    }
}
