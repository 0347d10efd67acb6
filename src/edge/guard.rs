//! What a request demands of its first change: statements that fail the change's batch when they do not hold.

use std::cell::{Cell, RefCell};

use steward_kernel::error::Error;

use super::database::Statement;

/// A statement that fails a batch unless a condition holds.
#[derive(Debug, Clone)]
pub struct Guard {
    pub statement: Statement,
    /// What D1's error contains when it does not hold, which no other statement's error contains.
    pub marker: &'static str,
}

/// The guards of one invocation.
#[derive(Debug, Default)]
pub(super) struct Guards {
    pending: RefCell<Vec<Guard>>,
    failed: Cell<Option<&'static str>>,
    is_committed: Cell<bool>,
}

impl Guards {
    pub(super) fn add(&self, guard: Guard) {
        self.pending.borrow_mut().push(guard);
    }

    /// The statements that a batch begins with.
    pub(super) fn statements(&self) -> Vec<Statement> {
        self.pending.borrow().iter().map(|guard| guard.statement.clone()).collect()
    }

    /// Takes note of how the batch with the guards ended. After a success, later changes carry none: their own first change
    /// has altered what the guards look at. A batch that failed for another reason leaves them for the next attempt.
    pub(super) fn ended(&self, error: Option<&Error>) {
        match error {
            None => self.is_committed.set(self.is_committed.get() | !self.pending.take().is_empty()),
            Some(Error::Database(detail)) => {
                let pending = self.pending.borrow();
                let failed = pending.iter().find(|guard| detail.contains(guard.marker));
                self.failed.set(failed.map(|guard| guard.marker).or(self.failed.get()));
            }
            Some(_) => {}
        }
    }

    pub(super) fn failed(&self) -> Option<&'static str> {
        self.failed.get()
    }

    pub(super) fn is_committed(&self) -> bool {
        self.is_committed.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guards() -> Guards {
        let guards = Guards::default();
        guards.add(Guard { statement: Statement::new("SELECT 1", Vec::new()), marker: "record.id" });
        guards
    }

    #[test]
    fn the_first_change_that_succeeds_carries_the_guards() {
        let guards = guards();
        assert_eq!((guards.statements().len(), guards.is_committed()), (1, false));
        guards.ended(Some(&Error::Database("UNIQUE constraint failed: organization.slug".to_owned())));
        assert_eq!((guards.statements().len(), guards.failed()), (1, None), "the next attempt carries them, too");
        guards.ended(None);
        assert_eq!((guards.statements().len(), guards.is_committed()), (0, true));
    }

    #[test]
    fn a_guard_that_does_not_hold_is_known_by_its_marker() {
        let guards = guards();
        guards.ended(Some(&Error::Database("UNIQUE constraint failed: record.id".to_owned())));
        guards.ended(Some(&Error::Database("another".to_owned())));
        assert_eq!((guards.failed(), guards.is_committed()), (Some("record.id"), false));
    }

    #[test]
    fn a_change_without_guards_is_no_commit_of_them() {
        let guards = Guards::default();
        guards.ended(None);
        assert!(!guards.is_committed());
    }
}
