//! The administrators' operations.

mod lists;
mod users;

use crate::api::Routes;

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    let routes = users::routes(routes);
    lists::routes(routes)
}
