//! GitHub over HTTP: one file per operation.

mod callback;
mod list_branches;
mod list_repositories;
mod start_installation;
mod webhook;

use crate::api::Routes;

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    let routes = start_installation::routes(routes);
    let routes = callback::routes(routes);
    let routes = list_repositories::routes(routes);
    let routes = list_branches::routes(routes);
    webhook::routes(routes)
}
