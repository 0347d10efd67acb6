//! Publishes messages and replays missed ones. Neither awaits between reading and writing, and the object sends in the
//! same turn of the event loop. So each message is either replayed when a socket opens, or sent to it afterwards.

use super::messages::{PublishMessage, Resume, SocketIdentity};
use super::rules::{self, FrameJson, NumberedMessage, Replay};
use super::store;
use crate::runtime::sql::{Database, SqlError};
use crate::runtime::transport::ObjectError;

/// Numbers and stores the new messages. Returns them in the order to send, and the newest number.
pub(super) fn publish(
    database: &impl Database,
    messages: Vec<PublishMessage<FrameJson>>,
) -> Result<(Vec<NumberedMessage>, u64), ObjectError> {
    let latest = store::sequence_range(database)?.latest;
    let known = store::known(database, messages.iter().map(|message| (message.event_id.as_str(), message.index)))?;
    let Some(numbered) = rules::number(latest, known, messages) else {
        return Err(ObjectError::bad_message("a frame is not a JSON object"));
    };
    store::append(database, &numbered)?;
    let latest = numbered.last().map_or(latest, |message| message.sequence);
    Ok((numbered, latest))
}

/// The first frames of a socket.
pub(super) fn opening(database: &impl Database, identity: &SocketIdentity) -> Result<Vec<String>, SqlError> {
    let SocketIdentity { user_id, estates, .. } = identity;
    let range = store::sequence_range(database)?;
    let replay = match identity.resume {
        Resume::Now => Replay::Nothing,
        Resume::After(sequence) => rules::replay_after(sequence, range),
        Resume::Since(time) => rules::replay_since(store::first_since(database, time)?, range),
    };
    let connected = |after| rules::connected(user_id, range.latest, after);
    Ok(match replay {
        Replay::Nothing => vec![connected(None)?],
        Replay::Refetch => vec![connected(None)?, rules::refetch(range.latest)?],
        Replay::After(sequence) => {
            let mut frames = vec![connected(Some(sequence))?];
            if sequence < range.latest {
                frames.extend(store::frames_after(database, sequence, user_id.as_ref(), estates.as_deref())?);
            }
            frames
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::value::to_raw_value;
    use serde_json::{Value, json};
    use steward_kernel::id::{EstateId, EventId, SessionId, UserId};

    use super::super::messages::{Audience, Frame, Guests, NotificationLevel};
    use super::super::rules::{RING_SIZE, SequenceRange};
    use super::*;
    use crate::runtime::sql::native_database::NativeDatabase;

    fn user(digit: u8) -> UserId {
        UserId::new(1_700_000_000_000, [digit; 10])
    }

    fn message(event: usize, index: u32, audience: Option<Vec<UserId>>) -> PublishMessage<FrameJson> {
        let frame = Frame::Notification { level: NotificationLevel::Info, message: format!("{event}.{index}") };
        let audience = audience.map(|user_ids| Audience { user_ids });
        let frame = to_raw_value(&frame).unwrap();
        PublishMessage { event_id: format!("obx_{event}"), index, frame, audience, guests: Guests::All }
    }

    fn estate(digit: u8) -> EstateId {
        EstateId::new(1_700_000_000_000, [digit; 10])
    }

    fn guest(digit: u8, after: Option<u64>, estates: Option<Vec<EstateId>>) -> SocketIdentity {
        let session_id = SessionId::new(1_700_000_000_000, [digit; 10]);
        let resume = after.map_or(Resume::Now, Resume::After);
        SocketIdentity { user_id: user(digit), session_id, authenticated_at: 0, valid_until: i64::MAX, resume, estates }
    }

    fn member(digit: u8, after: Option<u64>) -> SocketIdentity {
        guest(digit, after, None)
    }

    fn prepared() -> NativeDatabase {
        NativeDatabase::with(store::MIGRATIONS)
    }

    fn parsed(frames: &[String]) -> Vec<Value> {
        frames.iter().map(|frame| serde_json::from_str(frame).unwrap()).collect()
    }

    #[test]
    fn frames_match_the_documentation() {
        let database = prepared();
        let (numbered, latest) = publish(&database, vec![message(1, 0, None)]).unwrap();
        assert_eq!(latest, 1);
        let frame: Value = serde_json::from_str(&numbered[0].text).unwrap();
        assert_eq!(frame, json!({"type": "notification", "seq": 1, "level": "info", "message": "1.0"}));
        let opening = parsed(&opening(&database, &member(1, Some(7))).unwrap());
        assert_eq!(opening[0], json!({"type": "connected", "userId": user(1), "latest": 1}));
        assert_eq!(opening[1], json!({"type": "refetch", "latest": 1}));
    }

    #[test]
    fn a_new_client_receives_the_messages_since_a_time() {
        let database = prepared();
        let event = |second: i64| EventId::new(1_700_000_000_000 + second * 1_000, [7; 10]).to_string();
        // published out of order, as consumers do
        let messages = [1, 2, 5, 4].map(|second| PublishMessage { event_id: event(second), ..message(0, 0, None) });
        publish(&database, messages.into()).unwrap();
        let since = |second: i64| {
            let time = 1_700_000_000_000 + second * 1_000;
            let identity = SocketIdentity { resume: Resume::Since(time), ..member(1, None) };
            let frames = parsed(&opening(&database, &identity).unwrap());
            (frames[0]["after"].clone(), frames[1..].iter().map(|frame| frame["seq"].clone()).collect::<Vec<_>>())
        };
        assert_eq!(since(6), (json!(4), vec![]));
        assert_eq!(since(5), (json!(2), vec![json!(3), json!(4)]));
        assert_eq!(since(4), (json!(2), vec![json!(3), json!(4)]));
        assert_eq!(since(2), (json!(1), vec![json!(2), json!(3), json!(4)]));
        assert_eq!(since(0), (json!(0), vec![json!(1), json!(2), json!(3), json!(4)]));
    }

    #[test]
    fn a_new_client_whose_messages_are_deleted_fetches_again() {
        let range = |oldest, latest| SequenceRange { oldest, latest };
        assert_eq!(rules::replay_since(Some(5), range(5, 9)), Replay::Refetch);
        assert_eq!(rules::replay_since(Some(6), range(5, 9)), Replay::After(5));
        assert_eq!(rules::replay_since(None, range(5, 9)), Replay::After(9));
        assert_eq!(rules::replay_since(None, range(0, 0)), Replay::After(0));
    }

    #[test]
    fn a_repeated_message_is_sent_once() {
        let database = prepared();
        let (first, _) =
            publish(&database, vec![message(1, 0, None), message(1, 1, None), message(1, 0, None)]).unwrap();
        let (second, latest) = publish(&database, vec![message(1, 1, None), message(2, 0, None)]).unwrap();
        assert_eq!((first.len(), second.len(), latest), (2, 1, 3));
    }

    #[test]
    fn a_client_that_missed_too_much_fetches_again() {
        let database = prepared();
        for start in (0..RING_SIZE as usize + 10).step_by(500) {
            let end = (start + 500).min(RING_SIZE as usize + 10);
            publish(&database, (start..end).map(|event| message(event, 0, None)).collect()).unwrap();
        }
        let kept = opening(&database, &member(1, Some(10))).unwrap();
        assert_eq!(kept.len() as u64, 1 + RING_SIZE);
        let missed = parsed(&opening(&database, &member(1, Some(9))).unwrap());
        assert_eq!(missed.len(), 2);
        assert_eq!(missed[1]["type"], "refetch");
    }

    #[test]
    fn a_guest_is_replayed_messages_of_their_estates_and_for_all() {
        let database = prepared();
        let of = |event: usize, guests: Guests| PublishMessage { guests, ..message(event, 0, None) };
        let messages = vec![
            of(1, Guests::None),
            of(2, Guests::Of(estate(1))),
            of(3, Guests::Of(estate(2))),
            of(4, Guests::All),
            PublishMessage { guests: Guests::All, ..message(5, 0, Some(vec![user(2)])) },
        ];
        publish(&database, messages).unwrap();
        let seen = |identity: &SocketIdentity| -> Vec<String> {
            let frames = parsed(&opening(&database, identity).unwrap());
            frames.iter().filter_map(|frame| frame["message"].as_str().map(ToOwned::to_owned)).collect()
        };
        assert_eq!(seen(&guest(1, Some(0), Some(vec![estate(1)]))), ["2.0", "4.0"]);
        assert_eq!(seen(&guest(1, Some(0), Some(vec![]))), ["4.0"]);
        assert_eq!(seen(&guest(2, Some(0), Some(vec![estate(2), estate(3)]))), ["3.0", "4.0", "5.0"]);
        assert_eq!(seen(&member(1, Some(0))), ["1.0", "2.0", "3.0", "4.0"]);
    }

    #[derive(Debug, Clone)]
    enum Step {
        Publish { events: Vec<(u8, Option<u8>)> },
        Disconnect,
        Reconnect,
    }

    fn any_step() -> impl Strategy<Value = Step> {
        prop_oneof![
            3 => prop::collection::vec((0..40_u8, prop::option::of(1..3_u8)), 1..6)
                .prop_map(|events| Step::Publish { events }),
            1 => Just(Step::Disconnect),
            1 => Just(Step::Reconnect),
        ]
    }

    proptest! {
        /// A client that disconnects and reconnects receives each of its messages once, in order, and no others.
        #[test]
        fn a_reconnecting_client_misses_nothing(steps in prop::collection::vec(any_step(), 0..40)) {
            let database = prepared();
            let client = user(1);
            let (mut connected, mut since, mut received) = (false, 0_u64, Vec::new());
            let mut expected = Vec::new();
            let mut take = |text: &str, since: &mut u64| {
                let frame: Value = serde_json::from_str(text).unwrap();
                if let Some(sequence) = frame["seq"].as_u64() {
                    *since = sequence;
                    received.push(frame["message"].as_str().unwrap().to_owned());
                }
            };
            for step in steps {
                match step {
                    Step::Publish { events } => {
                        let messages = events.iter()
                            .map(|(event, audience)| message(usize::from(*event), 0, audience.map(|digit| vec![user(digit)])))
                            .collect();
                        let (numbered, _) = publish(&database, messages).unwrap();
                        for message in numbered {
                            let mine = message.user_ids.as_ref().is_none_or(|user_ids| user_ids.contains(&client));
                            if mine {
                                expected.push(format!("{}.0", message.event_id.trim_start_matches("obx_")));
                            }
                            if connected && mine {
                                take(&message.text, &mut since);
                            }
                        }
                    }
                    Step::Disconnect => connected = false,
                    Step::Reconnect if !connected => {
                        connected = true;
                        for frame in opening(&database, &member(1, Some(since))).unwrap() {
                            take(&frame, &mut since);
                        }
                    }
                    Step::Reconnect => {}
                }
            }
            for frame in opening(&database, &member(1, Some(since))).unwrap() {
                if !connected {
                    take(&frame, &mut since);
                }
            }
            prop_assert_eq!(received, expected);
        }
    }
}
