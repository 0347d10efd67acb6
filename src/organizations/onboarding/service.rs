//! How far an estate's onboarding is, and what ends it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use steward_kernel::error::Error;
use steward_kernel::id::{EstateId, OnboardingEventId, OrganizationId};

use super::model::{Onboarding, OnboardingDecision, OnboardingStep, OnboardingStepId};
use super::store;
use crate::edge::database::{Outcome, Statement, assert_changed, flag, is_precondition_failed};
use crate::edge::{Edge, log};
use crate::identity::permission::{SeeEstates, UpdateOrganization};
use crate::identity::scope::InEstate;
use crate::platform::audit::{self, Entry, Origin};
use crate::platform::outbox::{self, Event, EventName};

/// How often a decision is tried anew that met another one.
const TRIES: usize = 3;

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Ending {
    /// Every step was done.
    EveryStep,
    /// Somebody wanted no more of it.
    Dismissed,
}

#[derive(Debug, Clone, Copy, Deserialize)]
struct State {
    #[serde(deserialize_with = "flag")]
    confirm_name: bool,
    #[serde(deserialize_with = "flag")]
    connect_repository: bool,
    #[serde(deserialize_with = "flag")]
    first_build: bool,
    #[serde(deserialize_with = "flag")]
    invite_team: bool,
    ending: Option<Ending>,
}

impl State {
    fn read(outcome: &Outcome) -> Result<Self, Error> {
        outcome.first()?.ok_or_else(|| Error::internal("a row was due"))
    }

    const fn is_every_step_done(&self) -> bool {
        self.confirm_name && self.connect_repository && self.first_build && self.invite_team
    }

    /// Whether every step is done and that is not yet written down.
    const fn has_just_ended(&self) -> bool {
        self.ending.is_none() && self.is_every_step_done()
    }
}

impl From<State> for Onboarding {
    fn from(state: State) -> Self {
        let step = |id, done| OnboardingStep { id, done };
        Self {
            steps: [
                step(OnboardingStepId::ConfirmName, state.confirm_name),
                step(OnboardingStepId::ConnectRepository, state.connect_repository),
                step(OnboardingStepId::FirstBuild, state.first_build),
                step(OnboardingStepId::InviteTeam, state.invite_team),
            ],
            completed: state.ending.is_some() || state.is_every_step_done(),
            dismissed: state.ending == Some(Ending::Dismissed),
        }
    }
}

/// The estate that it is about.
#[derive(Clone)]
struct Place {
    organization_id: OrganizationId,
    estate_id: EstateId,
}

impl Place {
    fn of<P>(scope: &InEstate<P>) -> Self {
        Self { organization_id: scope.organization_id.clone(), estate_id: scope.estate_id.clone() }
    }

    fn select(&self) -> Statement {
        crate::bind!(store::SELECT, self.estate_id, self.organization_id)
    }

    /// What somebody said.
    fn insert(&self, edge: &Edge, event_type: &str, detail: Option<Ending>) -> Statement {
        let id = edge.id(OnboardingEventId::new);
        crate::bind!(store::INSERT, self.estate_id, self.organization_id, id, event_type, detail, edge.now())
    }

    /// The end, if every step is done.
    fn complete(&self, edge: &Edge, category: &str) -> Statement {
        let id = edge.id(OnboardingEventId::new);
        let (estate_id, organization_id) = (&self.estate_id, &self.organization_id);
        crate::bind!(store::COMPLETE, estate_id, organization_id, id, category, Ending::EveryStep, edge.now())
    }

    async fn look(&self, edge: &Edge) -> Result<State, Error> {
        State::read(&edge.database()?.run(self.select()).await?)
    }

    /// Writes the events, each of which must be new, audits them and tells open browsers. Nothing when one was there.
    async fn write(
        &self,
        edge: &Edge,
        origin: &Origin,
        events: Vec<Statement>,
        detail: Value,
    ) -> Result<Option<State>, Error> {
        let entry = Entry {
            action: "onboarding.completeStep",
            organization_id: Some(&self.organization_id),
            estate_id: Some(&self.estate_id),
            resource_type: "estate",
            resource_id: self.estate_id.as_ref(),
            detail,
        };
        let event = Event {
            name: EventName::EstateChanged,
            organization_id: Some(self.organization_id.clone()),
            estate_id: Some(self.estate_id.clone()),
            payload: json!({ "estateId": self.estate_id }),
        };
        let recorded = outbox::record(edge, vec![event]);
        let mut statements: Vec<Statement> = events.into_iter().flat_map(|event| [event, assert_changed()]).collect();
        statements.push(audit::record(edge, origin, &entry));
        statements.extend(recorded.statements.iter().cloned());
        statements.push(self.select());
        match edge.database()?.batch(statements).await {
            Ok(outcomes) => {
                outbox::dispatch(edge, recorded);
                outcomes.last().map(State::read).transpose()
            }
            Err(error) if is_precondition_failed(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// How far the estate is.
///
/// # Errors
/// [`Error::Database`].
pub async fn get(scope: &InEstate<SeeEstates>) -> Result<Onboarding, Error> {
    let (edge, place) = (&scope.caller.edge, Place::of(scope));
    let state = place.look(edge).await?;
    if state.has_just_ended() {
        complete_soon(edge, place);
    }
    Ok(state.into())
}

/// Writes down, after the response, that every step is done: what happens to one of them later is no new beginning.
fn complete_soon(edge: &Edge, place: Place) {
    let background = edge.clone();
    edge.spawn(async move {
        let events = vec![place.complete(&background, "system")];
        let detail = json!({ "before": { "completed": false }, "after": { "completed": true } });
        if let Err(error) = place.write(&background, &Origin::system("onboarding"), events, detail).await {
            log::error("the end of an onboarding was not written", &[("error", format!("{error:?}").into())]);
        }
    });
}

/// Records a decision, once, and the end when it was the last step. A repeated one changes nothing.
///
/// # Errors
/// [`Error::Conflict`] when others decide at the same time, again and again.
pub async fn decide(scope: &InEstate<UpdateOrganization>, decision: OnboardingDecision) -> Result<Onboarding, Error> {
    let (edge, place) = (&scope.caller.edge, Place::of(scope));
    for _ in 0..TRIES {
        let before = place.look(edge).await?;
        let (after, events) = match decision {
            OnboardingDecision::ConfirmName if before.confirm_name => return Ok(before.into()),
            OnboardingDecision::Dismiss if before.ending.is_some() => return Ok(before.into()),
            OnboardingDecision::ConfirmName => {
                let after = State { confirm_name: true, ..before };
                let mut events = vec![place.insert(edge, "OrgNameConfirmed", None)];
                if after.has_just_ended() {
                    events.push(place.complete(edge, "user"));
                }
                (after, events)
            }
            OnboardingDecision::Dismiss if before.is_every_step_done() => (before, vec![place.complete(edge, "user")]),
            OnboardingDecision::Dismiss => {
                let after = State { ending: Some(Ending::Dismissed), ..before };
                (after, vec![place.insert(edge, "OnboardingCompleted", Some(Ending::Dismissed))])
            }
        };
        let detail = json!({
            "before": { "completed": before.ending.is_some() },
            "after": { "step": decision, "completed": after.ending.is_some() || after.is_every_step_done() },
        });
        if let Some(state) = place.write(edge, &scope.caller.origin(), events, detail).await? {
            return Ok(state.into());
        }
    }
    Err(Error::Conflict("somebody else decided about it at the same time: look again"))
}
