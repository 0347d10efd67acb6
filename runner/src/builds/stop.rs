//! The wish that a build ends.

use tokio::sync::watch;

/// Why a build is to end before it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    /// Someone cancelled it.
    Cancelled,
    /// Its time is over.
    TimedOut,
    /// The runner itself ends.
    ShuttingDown,
}

/// Set once, by whoever comes first; read by everything that waits in a build.
#[derive(Debug)]
pub struct Stop(watch::Sender<Option<StopReason>>);

impl Default for Stop {
    fn default() -> Self {
        Self(watch::Sender::new(None))
    }
}

impl Stop {
    /// Asks the build to end. A reason that was given before stays.
    pub fn request(&self, reason: StopReason) {
        self.0.send_if_modified(|current| current.replace(current.unwrap_or(reason)).is_none());
    }

    /// The reason, if the build is to end.
    #[must_use]
    pub fn reason(&self) -> Option<StopReason> {
        *self.0.borrow()
    }

    /// Returns once the build is to end.
    pub async fn requested(&self) {
        // the sender lives in self, so there is no error to wait for
        let _ = self.0.subscribe().wait_for(Option::is_some).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_first_reason_stays() {
        let stop = Stop::default();
        assert_eq!(stop.reason(), None);
        stop.request(StopReason::Cancelled);
        stop.request(StopReason::TimedOut);
        stop.requested().await;
        assert_eq!(stop.reason(), Some(StopReason::Cancelled));
    }
}
