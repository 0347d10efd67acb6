//! Onboarding over HTTP.

mod complete_step;
mod get;

use crate::api::Routes;

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    let routes = get::routes(routes);
    complete_step::routes(routes)
}
