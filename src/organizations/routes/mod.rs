//! Organizations over HTTP.

mod create;
mod delete;
mod get;
mod get_by_slug;
mod leave;
mod list;
mod list_members;
mod remove_logo;
mod remove_member;
mod set_logo;
mod transfer;
mod update;
mod update_member;

use steward_kernel::id::UserId;

use crate::api::Routes;
use crate::edge::extract::PathParameter;

impl PathParameter for UserId {
    const NAME: &'static str = "userId";
}

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    let routes = list::routes(routes);
    let routes = create::routes(routes);
    let routes = get_by_slug::routes(routes);
    let routes = get::routes(routes);
    let routes = update::routes(routes);
    let routes = set_logo::routes(routes);
    let routes = remove_logo::routes(routes);
    let routes = leave::routes(routes);
    let routes = transfer::routes(routes);
    let routes = delete::routes(routes);
    let routes = list_members::routes(routes);
    let routes = update_member::routes(routes);
    remove_member::routes(routes)
}
