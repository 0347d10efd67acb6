//! Organizations: who belongs to them and how people join, and the estates that they run.

pub mod domains;
pub mod estates;
pub mod invitations;
pub mod members;
pub mod onboarding;
pub mod organizations;
