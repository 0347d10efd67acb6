//! Domains over HTTP.

mod add;
mod join;
mod list;
mod list_suggestions;
mod remove;
mod update;
mod verify;

use crate::api::{Operation, PathParameter};
use steward_kernel::id::{DomainId, OrganizationId};

impl PathParameter for DomainId {
    const NAME: &'static str = "domainId";
}

impl PathParameter for OrganizationId {
    const NAME: &'static str = "organizationId";
}

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[
    list::LIST_DOMAINS,
    add::ADD_DOMAIN,
    verify::VERIFY_DOMAIN,
    update::UPDATE_DOMAIN,
    remove::REMOVE_DOMAIN,
    list_suggestions::LIST_SUGGESTIONS,
    join::JOIN_ORGANIZATION,
];
