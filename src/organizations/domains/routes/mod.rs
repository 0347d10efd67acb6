//! Domains over HTTP.

mod add;
mod join;
mod list;
mod list_suggestions;
mod remove;
mod update;
mod verify;

use steward_kernel::id::{DomainId, OrganizationId};

use crate::api::Routes;
use crate::edge::extract::PathParameter;

impl PathParameter for DomainId {
    const NAME: &'static str = "domainId";
}

impl PathParameter for OrganizationId {
    const NAME: &'static str = "organizationId";
}

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    let routes = list::routes(routes);
    let routes = add::routes(routes);
    let routes = verify::routes(routes);
    let routes = update::routes(routes);
    let routes = remove::routes(routes);
    let routes = list_suggestions::routes(routes);
    join::routes(routes)
}
