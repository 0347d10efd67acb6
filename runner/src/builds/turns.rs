//! Whose turn it is when builds wait: fair between organizations, however many builds one of them has.

use std::collections::HashMap;
use std::time::Duration;

use steward_kernel::id::BuildId;
use tokio::time::Instant;

/// A build that was not offered again for this long waits no more. Managers offer at least every 5 s.
const PATIENCE: Duration = Duration::from_secs(15);

/// The builds of organizations that run and that wait.
#[derive(Debug, Default)]
pub struct Turns {
    running: HashMap<String, usize>,
    waiting: Vec<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    build_id: BuildId,
    organization: String,
    since: Instant,
    offered_at: Instant,
}

/// The answer to an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    Now,
    /// All slots are taken, or go to builds that come first.
    Later,
    /// The organization runs as many builds as one may.
    OrganizationLimit,
}

impl Turns {
    /// Decides about an offered build. A free slot goes to the organization with the fewest running builds, and there to
    /// the build that waits longest; a build that has to wait keeps its place while it is offered again.
    pub fn offer(&mut self, build_id: &BuildId, organization: &str, slots: usize, limit: usize) -> Turn {
        let now = Instant::now();
        self.waiting.retain(|waiting| now.duration_since(waiting.offered_at) < PATIENCE);
        match self.waiting.iter_mut().find(|waiting| waiting.build_id == *build_id) {
            Some(waiting) => waiting.offered_at = now,
            None => self.waiting.push(Waiting {
                build_id: build_id.clone(),
                organization: organization.to_owned(),
                since: now,
                offered_at: now,
            }),
        }
        if !self.next(slots, limit).contains(&build_id) {
            let is_limited = slots > 0 && self.running_of(organization) >= limit;
            return if is_limited { Turn::OrganizationLimit } else { Turn::Later };
        }
        self.waiting.retain(|waiting| waiting.build_id != *build_id);
        *self.running.entry(organization.to_owned()).or_default() += 1;
        Turn::Now
    }

    /// A build of the organization has ended.
    pub fn end(&mut self, organization: &str) {
        if let Some(running) = self.running.get_mut(organization) {
            *running = running.saturating_sub(1);
            if *running == 0 {
                self.running.remove(organization);
            }
        }
    }

    fn running_of(&self, organization: &str) -> usize {
        self.running.get(organization).copied().unwrap_or_default()
    }

    /// The waiting builds that the free slots go to.
    fn next(&self, slots: usize, limit: usize) -> Vec<&BuildId> {
        let mut running = self.running.clone();
        let mut waiting: Vec<&Waiting> = self.waiting.iter().collect();
        let mut next = Vec::new();
        while next.len() < slots {
            let count = |waiting: &Waiting| running.get(&waiting.organization).copied().unwrap_or_default();
            let open = waiting.iter().enumerate().filter(|(_, waiting)| count(waiting) < limit);
            let Some((index, _)) = open.min_by_key(|(_, waiting)| (count(waiting), waiting.since)) else { break };
            let first = waiting.swap_remove(index);
            *running.entry(first.organization.clone()).or_default() += 1;
            next.push(&first.build_id);
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u8) -> BuildId {
        BuildId::new(1, [number; 10])
    }

    async fn later() {
        tokio::time::advance(Duration::from_secs(1)).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_free_slot_goes_to_the_organization_with_the_fewest_running_builds() {
        let mut turns = Turns::default();
        assert_eq!(turns.offer(&id(1), "a", 2, 2), Turn::Now);
        assert_eq!(turns.offer(&id(2), "a", 1, 2), Turn::Now);
        for (number, organization) in [(3, "a"), (4, "a"), (5, "b")] {
            later().await;
            assert_eq!(turns.offer(&id(number), organization, 0, 3), Turn::Later);
        }
        turns.end("a");
        assert_eq!(turns.offer(&id(3), "a", 1, 3), Turn::Later, "the other organization runs none");
        assert_eq!(turns.offer(&id(5), "b", 1, 3), Turn::Now);
        turns.end("b");
        assert_eq!(turns.offer(&id(4), "a", 1, 3), Turn::Later, "another build of the organization waits longer");
        assert_eq!(turns.offer(&id(3), "a", 1, 3), Turn::Now);
    }

    #[tokio::test(start_paused = true)]
    async fn an_organization_takes_at_most_its_limit() {
        let mut turns = Turns::default();
        assert_eq!(turns.offer(&id(1), "a", 2, 1), Turn::Now);
        assert_eq!(turns.offer(&id(2), "a", 1, 1), Turn::OrganizationLimit);
        assert_eq!(turns.offer(&id(3), "b", 1, 1), Turn::Now);
        turns.end("a");
        assert_eq!(turns.offer(&id(2), "a", 1, 1), Turn::Now);
    }

    #[tokio::test(start_paused = true)]
    async fn a_build_that_is_offered_no_more_loses_its_place() {
        let mut turns = Turns::default();
        assert_eq!(turns.offer(&id(1), "a", 0, 1), Turn::Later);
        later().await;
        assert_eq!(turns.offer(&id(2), "b", 0, 1), Turn::Later);
        tokio::time::advance(PATIENCE - Duration::from_secs(1)).await;
        assert_eq!(turns.offer(&id(2), "b", 1, 1), Turn::Now);
    }
}
