//! An estate's onboarding as the API shows it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnboardingStepId {
    /// The organization's name was confirmed.
    ConfirmName,
    /// The estate is connected to a repository.
    ConnectRepository,
    /// A build has completed.
    FirstBuild,
    /// Somebody was invited, or a second member is there.
    InviteTeam,
}

/// A step, and whether it is done.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct OnboardingStep {
    /// Which.
    pub id: OnboardingStepId,
    /// Whether it is done.
    pub done: bool,
}

/// How far an estate's onboarding is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Onboarding {
    /// Every step, in the order in which they are proposed.
    pub steps: [OnboardingStep; 4],
    /// Whether it is over: every step was done at some time, or it was dismissed.
    pub completed: bool,
    /// Whether somebody ended it before every step was done.
    pub dismissed: bool,
}

/// What can be said about it; every other step is seen from what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnboardingDecision {
    /// The organization's name is right as it is.
    ConfirmName,
    /// Nothing more is to be proposed.
    Dismiss,
}

/// What is to be recorded.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OnboardingProgress {
    /// Which decision.
    pub step: OnboardingDecision,
}
