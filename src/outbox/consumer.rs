//! The list of consumers: who is told of what. A consumer runs at least once for each of its events.

use steward_kernel::error::Error;

use super::model::{EventName, StoredEvent};
use crate::edge::Edge;

/// Why a consumer could not do its work.
#[derive(Debug)]
pub enum ConsumerError {
    /// It may go better later.
    Retry(Error),
    /// It can never go better: straight to the dead letters.
    Hopeless(String),
}

impl From<Error> for ConsumerError {
    fn from(error: Error) -> Self {
        Self::Retry(error)
    }
}

/// What a consumer's work ends with.
pub type Delivered = Result<(), ConsumerError>;

/// Everyone who is told of something. The text is stored and is in queue messages: it is never changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consumer {
    /// Tells open browsers what to fetch anew.
    Broadcast,
    /// Hands a build to the estate's build manager.
    StartBuild,
    /// Has the build manager end a build.
    CancelBuild,
    /// Closes the sockets of somebody who is no longer a member, or has signed out.
    Disconnect,
}

impl Consumer {
    /// Every consumer, in the order in which they are told at once: whoever is to be gone hears nothing more.
    pub const ALL: [Self; 4] = [Self::Disconnect, Self::Broadcast, Self::StartBuild, Self::CancelBuild];

    /// The stored name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Broadcast => "broadcast",
            Self::StartBuild => "startBuild",
            Self::CancelBuild => "cancelBuild",
            Self::Disconnect => "disconnect",
        }
    }

    /// The consumer of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|consumer| consumer.name() == name)
    }

    /// Whether it is told of events of that name.
    #[must_use]
    pub const fn hears(self, event: EventName) -> bool {
        match self {
            Self::Broadcast => !matches!(
                event,
                EventName::SessionEnded
                    | EventName::BuildCancelRequested
                    | EventName::MailRequested
                    | EventName::UserDeleted
                    | EventName::OrganizationDeleted
                    | EventName::TestingPoked
            ),
            Self::StartBuild => matches!(event, EventName::BuildCreated),
            Self::CancelBuild => matches!(event, EventName::BuildCancelRequested),
            Self::Disconnect => matches!(event, EventName::MemberRemoved | EventName::SessionEnded),
        }
    }

    /// Whether it is tried right after the commit, without the way over the queue: people are looking.
    #[must_use]
    pub const fn is_immediate(self) -> bool {
        matches!(self, Self::Broadcast | Self::Disconnect)
    }

    /// Does the work for one event.
    ///
    /// # Errors
    /// [`ConsumerError`] when it was not done.
    pub async fn consume(self, edge: &Edge, event: &StoredEvent) -> Delivered {
        match self {
            Self::Broadcast => crate::realtime::consumers::broadcast(edge, event).await,
            Self::StartBuild => crate::builds::consumers::start_build(edge, event).await,
            Self::CancelBuild => crate::builds::consumers::cancel_build(edge, event).await,
            Self::Disconnect => crate::realtime::consumers::disconnect(edge, event).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for consumer in Consumer::ALL {
            assert_eq!(Consumer::named(consumer.name()), Some(consumer));
        }
        assert_eq!(Consumer::named("nobody"), None);
    }
}
