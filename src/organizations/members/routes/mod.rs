//! Members over HTTP.

mod leave;
mod list;
mod remove;
mod update_role;

use steward_kernel::id::UserId;

use crate::api::Routes;
use crate::edge::extract::PathParameter;

impl PathParameter for UserId {
    const NAME: &'static str = "userId";
}

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    let routes = leave::routes(routes);
    let routes = list::routes(routes);
    let routes = update_role::routes(routes);
    remove::routes(routes)
}
