//! A request to stop a build.

use tokio::sync::watch;

/// Why a build is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    Cancelled,
    TimedOut,
    ShuttingDown,
    /// The build has more on disk than it may.
    DiskFull,
}

/// Set at most once; the first reason wins. Everything that waits in a build also waits for this.
#[derive(Debug)]
pub struct StopSignal(watch::Sender<Option<StopReason>>);

impl Default for StopSignal {
    fn default() -> Self {
        Self(watch::Sender::new(None))
    }
}

impl StopSignal {
    /// Requests the stop. An earlier reason is kept.
    pub fn request(&self, reason: StopReason) {
        self.0.send_if_modified(|current| current.replace(current.unwrap_or(reason)).is_none());
    }

    /// The reason, if a stop was requested.
    #[must_use]
    pub fn reason(&self) -> Option<StopReason> {
        *self.0.borrow()
    }

    /// Waits until a stop is requested.
    pub async fn requested(&self) {
        // the sender is owned by self, so the channel cannot be closed
        let _ = self.0.subscribe().wait_for(Option::is_some).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_first_reason_wins() {
        let stop = StopSignal::default();
        assert_eq!(stop.reason(), None);
        stop.request(StopReason::Cancelled);
        stop.request(StopReason::TimedOut);
        stop.requested().await;
        assert_eq!(stop.reason(), Some(StopReason::Cancelled));
    }
}
