//! Organizations over HTTP.

mod create;
mod delete;
mod get;
mod get_by_slug;
mod list;
mod remove_logo;
mod set_logo;
mod transfer;
mod update;

use crate::api::Routes;

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    let routes = list::routes(routes);
    let routes = create::routes(routes);
    let routes = get_by_slug::routes(routes);
    let routes = get::routes(routes);
    let routes = update::routes(routes);
    let routes = set_logo::routes(routes);
    let routes = remove_logo::routes(routes);
    let routes = transfer::routes(routes);
    delete::routes(routes)
}
