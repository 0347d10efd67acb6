//! Builds over HTTP.

mod activate;
mod cancel;
mod create;
mod files;
mod get;
mod get_active_configuration;
mod list;
mod log;

use steward_kernel::id::BuildId;

use crate::api::Routes;
use crate::edge::extract::PathParameter;

impl PathParameter for BuildId {
    const NAME: &'static str = "buildId";
}

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    let routes = list::routes(routes);
    let routes = create::routes(routes);
    let routes = get::routes(routes);
    let routes = cancel::routes(routes);
    let routes = activate::routes(routes);
    let routes = log::routes(routes);
    let routes = files::routes(routes);
    get_active_configuration::routes(routes)
}
