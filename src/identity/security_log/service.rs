//! Reading the security log of a user.

use steward_kernel::error::Error;
use steward_kernel::id::UserId;
use steward_kernel::page::{Page, PageQuery};

use crate::edge::Edge;
use crate::platform::audit::model::AuditLogEvent;
use crate::platform::audit::service::list_concerning;

/// What an account consists of. Events about other resources, for example those of an administrator's work, are not
/// about the account.
const RESOURCE_TYPES: [&str; 7] =
    ["user", "session", "account", "verification", "passkey", "totp_factor", "device_code"];

/// A page of the audit events that concern a user's account, newest first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(edge: &Edge, user_id: &UserId, page: &PageQuery) -> Result<Page<AuditLogEvent>, Error> {
    let mut page = list_concerning(edge, user_id, &RESOURCE_TYPES, page).await?;
    for event in &mut page.items {
        // places in the platform's chain, which says nothing about the account
        (event.sequence, event.hash) = (None, None);
        let is_own = event.actor.id.as_deref() == Some(user_id.as_ref()) && event.impersonated_by.is_none();
        if !is_own {
            // where an administrator works from is not the user's business
            (event.ip_address, event.user_agent, event.request_id) = (None, None, None);
        }
    }
    Ok(page)
}
