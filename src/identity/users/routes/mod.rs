//! One's own account over HTTP.

mod change_email;
mod change_password;
mod delete;
mod end_other_sessions;
mod end_session;
mod export;
mod link_account;
mod list_accounts;
mod list_sessions;
mod preview_deletion;
mod remove_picture;
mod set_picture;
mod unlink_account;
mod update;
mod verify_email;

use crate::api::Routes;

/// The operations of this feature.
pub fn routes(routes: Routes) -> Routes {
    let routes = update::routes(routes);
    let routes = set_picture::routes(routes);
    let routes = remove_picture::routes(routes);
    let routes = change_password::routes(routes);
    let routes = change_email::routes(routes);
    let routes = verify_email::routes(routes);
    let routes = list_sessions::routes(routes);
    let routes = end_session::routes(routes);
    let routes = end_other_sessions::routes(routes);
    let routes = list_accounts::routes(routes);
    let routes = link_account::routes(routes);
    let routes = unlink_account::routes(routes);
    let routes = export::routes(routes);
    let routes = preview_deletion::routes(routes);
    delete::routes(routes)
}
