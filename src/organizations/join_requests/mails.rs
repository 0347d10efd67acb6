//! The emails of requests to join: to those who decide, and to the person who was accepted.

use steward_kernel::from_json::FromJson;
use steward_kernel::id::{JoinRequestId, TypeId, UserId};

use super::store;
use crate::edge::Edge;
use crate::platform::mail::{Composed, Email, EmailTemplate, MailTemplate, Part};
use crate::platform::outbox::ConsumerError;

/// Event payloads contain this name, so it is never reused for another email.
pub const JOIN_REQUESTED: &str = "join_requested";
/// Event payloads contain this name, so it is never reused for another email.
pub const JOIN_ACCEPTED: &str = "join_accepted";

/// The emails of requests to join.
pub const MAILS: &[MailTemplate] =
    &[crate::mail_template!(JOIN_REQUESTED, requested), crate::mail_template!(JOIN_ACCEPTED, accepted)];

fn permanent(error: impl std::fmt::Display) -> ConsumerError {
    ConsumerError::Permanent(error.to_string())
}

#[derive(FromJson)]
struct RequestedRow {
    recipient: String,
    recipient_name: String,
    name: String,
    email: String,
    organization_name: String,
    slug: String,
}

/// Composes the email to a member who may decide the request; `None` when it is decided or withdrawn.
async fn requested(edge: &Edge, ids: &str) -> Composed {
    let (id, user_id) = ids.split_once('/').unwrap_or_default();
    let id = JoinRequestId::parse(id).map_err(permanent)?;
    let user_id = UserId::parse(user_id).map_err(permanent)?;
    let found = edge.database()?.first(crate::bind!(store::SELECT_FOR_MAIL, id, user_id)).await?;
    let Some(RequestedRow { recipient, recipient_name, name, email, organization_name, slug }) = found else {
        return Ok(None);
    };
    let template = EmailTemplate {
        subject: format!("{name} asks to join {organization_name} on Steward"),
        parts: vec![
            Part::greeting(Some(&recipient_name)),
            Part::Text(format!("{name} ({email}) asks to join {organization_name}.")),
            Part::Button { label: "View request", url: format!("{}/{slug}/team", edge.public_url()?) },
            Part::remark("An owner or admin accepts the request with a role, or declines it."),
        ],
    };
    Ok(Some(Email { kind: JOIN_REQUESTED, to: recipient, template }))
}

#[derive(FromJson)]
struct AcceptedRow {
    name: String,
    email: String,
    organization_name: String,
    slug: String,
}

/// Composes the email to the person who was accepted.
async fn accepted(edge: &Edge, id: &str) -> Composed {
    let id = JoinRequestId::parse(id).map_err(permanent)?;
    let found = edge.database()?.first(crate::bind!(store::SELECT_ACCEPTED, id)).await?;
    let Some(AcceptedRow { name, email, organization_name, slug }) = found else { return Ok(None) };
    let template = EmailTemplate {
        subject: format!("You joined {organization_name} on Steward"),
        parts: vec![
            Part::greeting(Some(&name)),
            Part::Text(format!("Your request to join {organization_name} was accepted.")),
            Part::Button { label: "Open organization", url: format!("{}/{slug}", edge.public_url()?) },
        ],
    };
    Ok(Some(Email { kind: JOIN_ACCEPTED, to: email, template }))
}
