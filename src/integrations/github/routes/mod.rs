//! GitHub over HTTP: one file per operation.

mod callback;
mod connect_repository;
mod disconnect_repository;
mod get_repository;
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
    let routes = get_repository::routes(routes);
    let routes = connect_repository::routes(routes);
    let routes = disconnect_repository::routes(routes);
    webhook::routes(routes)
}
