//! Programs' sign-in, devices and keys over HTTP.

mod device;
mod keys;
mod tokens;

use crate::api::Routes;

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    let routes = tokens::routes(routes);
    let routes = device::routes(routes);
    keys::routes(routes)
}
