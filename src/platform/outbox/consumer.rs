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
    Permanent(String),
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
    /// Removes a picture that nothing shows any more.
    RemovePicture,
    /// Ends the builds of an estate that is gone, and removes its objects.
    CleanUp,
    /// Does as a trying-out event tells it to.
    Poke,
    /// Closes the sockets of somebody who is no longer a member, or not as before, or has signed out.
    Disconnect,
    /// Makes and sends a mail.
    SendMail,
}

impl Consumer {
    /// Every consumer, in the order in which they are told at once: whoever is to be gone hears nothing more.
    pub const ALL: [Self; 8] = [
        Self::Disconnect,
        Self::Broadcast,
        Self::StartBuild,
        Self::CancelBuild,
        Self::RemovePicture,
        Self::CleanUp,
        Self::SendMail,
        Self::Poke,
    ];

    /// The stored name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Broadcast => "broadcast",
            Self::StartBuild => "startBuild",
            Self::CancelBuild => "cancelBuild",
            Self::RemovePicture => "removePicture",
            Self::CleanUp => "cleanUp",
            Self::Poke => "poke",
            Self::Disconnect => "disconnect",
            Self::SendMail => "sendMail",
        }
    }

    /// The consumer of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|consumer| consumer.name() == name)
    }

    /// Whether it is told of events of that name.
    #[must_use]
    pub const fn subscribes_to(self, event: EventName) -> bool {
        match self {
            Self::Broadcast => !matches!(
                event,
                EventName::SessionEnded
                    | EventName::BuildCancelRequested
                    | EventName::MailRequested
                    | EventName::PictureGone
                    | EventName::UserDeleted
                    | EventName::OrganizationDeleted
                    | EventName::TestingPoked
            ),
            Self::StartBuild => matches!(event, EventName::BuildCreated),
            Self::CancelBuild => matches!(event, EventName::BuildCancelRequested),
            Self::RemovePicture => matches!(event, EventName::PictureGone),
            Self::CleanUp => matches!(event, EventName::EstateDeleted),
            Self::Poke => matches!(event, EventName::TestingPoked),
            Self::Disconnect => matches!(
                event,
                EventName::MemberRemoved
                    | EventName::MemberChanged
                    | EventName::SessionEnded
                    | EventName::OrganizationDeleted
            ),
            Self::SendMail => matches!(event, EventName::MailRequested),
        }
    }

    /// Whether it is tried right after the commit, without the way over the queue: people are looking.
    #[must_use]
    pub const fn is_immediate(self) -> bool {
        matches!(self, Self::Broadcast | Self::Disconnect | Self::SendMail)
    }

    /// Does the work for one event.
    ///
    /// # Errors
    /// [`ConsumerError`] when it was not done.
    pub async fn consume(self, edge: &Edge, event: &StoredEvent) -> Delivered {
        match self {
            Self::Broadcast => crate::platform::realtime::consumers::broadcast(edge, event).await,
            Self::StartBuild => crate::delivery::builds::consumers::start_build(edge, event).await,
            Self::CancelBuild => crate::delivery::builds::consumers::cancel_build(edge, event).await,
            Self::RemovePicture => crate::platform::files::consumers::remove(edge, event).await,
            Self::CleanUp => crate::organizations::estates::consumers::clean_up(edge, event).await,
            Self::Poke => crate::admin::testing::consumers::poked(edge, event).await,
            Self::Disconnect => crate::platform::realtime::consumers::disconnect(edge, event).await,
            Self::SendMail => crate::platform::mail::consumers::send(edge, event).await,
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
