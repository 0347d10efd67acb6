//! Notifies waiting tasks of the object of changes: the alarm handler and the readers of logs.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::task::{Poll, Waker};

/// Counts changes and wakes waiting tasks, which read what changed from SQLite.
#[derive(Debug, Default)]
pub(super) struct Signal {
    changes: Cell<u64>,
    waiting: RefCell<Vec<Waker>>,
}

impl Signal {
    /// The number of changes so far. It must be read before SQLite.
    pub(super) fn changes(&self) -> u64 {
        self.changes.get()
    }

    /// Reports a change.
    pub(super) fn notify(&self) {
        self.changes.set(self.changes.get().wrapping_add(1));
        let waiting = self.waiting.take();
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Waits until the number of changes is not `seen`.
    pub(super) async fn after(&self, seen: u64) {
        poll_fn(|context| {
            if self.changes.get() != seen {
                return Poll::Ready(());
            }
            let mut waiting = self.waiting.borrow_mut();
            if !waiting.iter().any(|waker| waker.will_wake(context.waker())) {
                waiting.push(context.waker().clone());
            }
            Poll::Pending
        })
        .await;
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[test]
    fn wakes_only_for_later_changes() {
        let signal = Signal::default();
        let seen = signal.changes();
        assert_eq!(signal.after(seen).now_or_never(), None);
        signal.notify();
        assert_eq!(signal.after(seen).now_or_never(), Some(()));
        assert_eq!(signal.after(signal.changes()).now_or_never(), None);
    }

    #[test]
    fn all_waiting_tasks_are_woken() {
        let signal = Signal::default();
        let seen = signal.changes();
        futures::executor::block_on(async {
            let change = async { signal.notify() };
            futures::join!(signal.after(seen), signal.after(seen), change);
        });
    }
}
