//! Estates over HTTP.

mod create;
mod delete;
mod get;
mod list;
mod update;

use crate::api::Routes;

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    let routes = list::routes(routes);
    let routes = create::routes(routes);
    let routes = get::routes(routes);
    let routes = update::routes(routes);
    delete::routes(routes)
}
