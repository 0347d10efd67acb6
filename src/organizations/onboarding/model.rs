//! An estate's onboarding as the API returns it.

use serde::Serialize;
use steward_kernel::from_json::FromJson;
use utoipa::ToSchema;

/// A step of the onboarding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnboardingStepId {
    /// Confirm the organization's name.
    ConfirmName,
    /// Connect the estate to a repository.
    ConnectRepository,
    /// Complete a build.
    FirstBuild,
    /// Invite a user, or have a second member.
    InviteTeam,
}

/// A step, and whether it is done.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct OnboardingStep {
    pub id: OnboardingStepId,
    pub done: bool,
}

/// The onboarding status of an estate.
#[derive(Debug, Serialize, ToSchema)]
pub struct Onboarding {
    /// The steps, in the order in which they are proposed. Those about the organization are absent when the onboarding of
    /// another of its estates is completed.
    pub steps: Vec<OnboardingStep>,
    /// Whether every step is done, or the onboarding was dismissed.
    pub completed: bool,
    /// Whether a member dismissed the onboarding before every step was done.
    pub dismissed: bool,
}

/// A decision about the onboarding; all other steps are derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, FromJson, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnboardingDecision {
    /// Confirms the organization's name.
    ConfirmName,
    /// Dismisses the remaining steps.
    Dismiss,
}

/// Records a decision.
#[derive(Debug, FromJson, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteOnboardingStep {
    pub step: OnboardingDecision,
}
