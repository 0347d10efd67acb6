//! Getting in and out over HTTP.

mod forgot_password;
mod me;
mod reset_password;
mod send_code;
mod send_link;
mod sign_in;
mod sign_out;
mod sign_up;
mod verify_code;
mod verify_link;
mod verify_sign_up;

use crate::api::Routes;

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    let routes = sign_up::routes(routes);
    let routes = verify_sign_up::routes(routes);
    let routes = sign_in::routes(routes);
    let routes = send_link::routes(routes);
    let routes = verify_link::routes(routes);
    let routes = send_code::routes(routes);
    let routes = verify_code::routes(routes);
    let routes = forgot_password::routes(routes);
    let routes = reset_password::routes(routes);
    let routes = sign_out::routes(routes);
    me::routes(routes)
}
