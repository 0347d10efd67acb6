//! The onboarding status of an estate, and its completion.

use serde::Serialize;
use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, OnboardingEventId, OrganizationId};

use super::model::{Onboarding, OnboardingDecision, OnboardingStep, OnboardingStepId};
use super::store;
use crate::edge::database::{Outcome, Statement, is_precondition_failed};
use crate::edge::{Edge, log};
use crate::identity::permission::{SeeEstates, UpdateOrganization};
use crate::identity::scope::InEstate;
use crate::organizations::estates::events::EstateChanged;
use crate::platform::audit::Origin;
use crate::platform::change::{AuditEvent, Change, Tenant};

/// How often a decision is tried when it conflicts with another one.
const MAX_ATTEMPTS: usize = 3;

/// Why the onboarding is complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "snake_case")]
enum Completion {
    EveryStep,
    Dismissed,
}

#[derive(Debug, Clone, Copy, FromJson)]
struct State {
    #[serde(deserialize_with = "flag")]
    confirm_name: bool,
    #[serde(deserialize_with = "flag")]
    connect_repository: bool,
    #[serde(deserialize_with = "flag")]
    first_build: bool,
    #[serde(deserialize_with = "flag")]
    invite_team: bool,
    /// Whether the onboarding of another estate of the organization is completed.
    #[serde(deserialize_with = "flag")]
    is_further_estate: bool,
    completion: Option<Completion>,
}

impl State {
    fn read(outcome: &Outcome) -> Result<Self, Error> {
        outcome.first()?.ok_or_else(|| Error::internal("a row is missing"))
    }

    const fn is_every_step_done(&self) -> bool {
        self.connect_repository && self.first_build && (self.is_further_estate || self.confirm_name && self.invite_team)
    }

    /// Whether every step is done and the completion is not yet stored.
    const fn needs_completion(&self) -> bool {
        self.completion.is_none() && self.is_every_step_done()
    }

    const fn is_completed(&self) -> bool {
        self.completion.is_some() || self.is_every_step_done()
    }
}

impl From<State> for Onboarding {
    fn from(state: State) -> Self {
        let step = |id, done| OnboardingStep { id, done };
        let mut steps = vec![
            step(OnboardingStepId::ConnectRepository, state.connect_repository),
            step(OnboardingStepId::FirstBuild, state.first_build),
        ];
        if !state.is_further_estate {
            steps.insert(0, step(OnboardingStepId::ConfirmName, state.confirm_name));
            steps.push(step(OnboardingStepId::InviteTeam, state.invite_team));
        }
        Self { steps, completed: state.is_completed(), dismissed: state.completion == Some(Completion::Dismissed) }
    }
}

/// The onboarding of one estate.
#[derive(Clone)]
struct EstateOnboarding {
    edge: Edge,
    organization_id: OrganizationId,
    estate_id: EstateId,
}

impl EstateOnboarding {
    fn new<P>(scope: &InEstate<P>) -> Self {
        Self {
            edge: Edge::clone(&scope.caller.edge),
            organization_id: scope.organization_id.clone(),
            estate_id: scope.estate_id.clone(),
        }
    }

    fn select(&self) -> Statement {
        crate::bind!(store::SELECT, self.estate_id, self.organization_id)
    }

    async fn state(&self) -> Result<State, Error> {
        State::read(&self.edge.database()?.run(self.select()).await?)
    }

    /// Adds an event that a user caused.
    fn insert(&self, event_type: &str, detail: Option<Completion>) -> Statement {
        let id = self.edge.id(OnboardingEventId::new);
        crate::bind!(store::INSERT, self.estate_id, self.organization_id, id, event_type, detail, self.edge.now())
    }

    /// Adds the completion when every step is done.
    fn complete(&self, category: &str) -> Statement {
        let id = self.edge.id(OnboardingEventId::new);
        let (estate_id, organization_id, now) = (&self.estate_id, &self.organization_id, self.edge.now());
        crate::bind!(store::COMPLETE, estate_id, organization_id, id, category, Completion::EveryStep, now)
    }

    fn audit_event(&self) -> AuditEvent {
        AuditEvent::new("estate.completeUserOnboardingStep", "estate", &self.estate_id)
    }

    /// Commits a change and returns the new state; `None` when one of its events was stored before.
    async fn commit(&self, mut change: Change, audit_event: &AuditEvent) -> Result<Option<State>, Error> {
        change.audit(audit_event);
        change.emit(&EstateChanged { estate_id: self.estate_id.clone() });
        match change.commit_and_read(self.select()).await {
            Ok(outcome) => State::read(&outcome).map(Some),
            Err(error) if is_precondition_failed(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Stores the completion after the response. A step that is undone later then does not reopen the onboarding.
    fn complete_after_response(self) {
        let edge = self.edge.clone();
        edge.spawn(async move {
            let tenant = Tenant::estate(&self.organization_id, &self.estate_id);
            let mut change = Change::by(&self.edge, Origin::system("onboarding"), tenant);
            change.must_change(self.complete("system"));
            let event = self.audit_event().before(json!({ "completed": false })).after(json!({ "completed": true }));
            if let Err(error) = self.commit(change, &event).await {
                log::error("complete onboarding failed", &[("error", format!("{error:?}").into())]);
            }
        });
    }
}

/// Returns the onboarding status of the estate.
///
/// # Errors
/// [`Error::Database`].
pub async fn get(scope: &InEstate<SeeEstates>) -> Result<Onboarding, Error> {
    let onboarding = EstateOnboarding::new(scope);
    let state = onboarding.state().await?;
    if state.needs_completion() {
        onboarding.complete_after_response();
    }
    Ok(state.into())
}

/// Stores a decision once, and the completion when it was the last step. Repeating it has no effect.
///
/// # Errors
/// [`Error::Conflict`] when it keeps conflicting with other decisions.
pub async fn decide(scope: &InEstate<UpdateOrganization>, decision: OnboardingDecision) -> Result<Onboarding, Error> {
    let onboarding = EstateOnboarding::new(scope);
    for _ in 0..MAX_ATTEMPTS {
        let before = onboarding.state().await?;
        let mut change = Change::new(scope);
        let after = match decision {
            OnboardingDecision::ConfirmName if before.confirm_name => return Ok(before.into()),
            OnboardingDecision::Dismiss if before.completion.is_some() => return Ok(before.into()),
            OnboardingDecision::ConfirmName => {
                let after = State { confirm_name: true, ..before };
                change.must_change(onboarding.insert("OrgNameConfirmed", None));
                if after.needs_completion() {
                    change.must_change(onboarding.complete("user"));
                }
                after
            }
            OnboardingDecision::Dismiss if before.is_every_step_done() => {
                change.must_change(onboarding.complete("user"));
                before
            }
            OnboardingDecision::Dismiss => {
                let dismissed = Some(Completion::Dismissed);
                change.must_change(onboarding.insert("OnboardingCompleted", dismissed));
                State { completion: dismissed, ..before }
            }
        };
        let event = onboarding
            .audit_event()
            .before(json!({ "completed": before.completion.is_some() }))
            .after(json!({ "step": decision, "completed": after.is_completed() }));
        if let Some(state) = onboarding.commit(change, &event).await? {
            return Ok(state.into());
        }
    }
    Err(Error::Conflict("The onboarding changed at the same time: reload it and try again."))
}
