//! The connected repository over HTTP.

mod connect;
mod disconnect;
mod get;

use crate::api::Routes;

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    let routes = get::routes(routes);
    let routes = connect::routes(routes);
    disconnect::routes(routes)
}
