//! The caller's own account over HTTP.

use crate::api::Operation;

mod change_email;
mod change_password;
mod delete;
mod end_other_sessions;
mod end_session;
mod export;
mod get_picture;
mod link_account;
mod list_accounts;
mod list_sessions;
mod preview_deletion;
mod remove_picture;
mod set_picture;
mod unlink_account;
mod update;
mod verify_email;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[
    get_picture::GET,
    update::UPDATE,
    set_picture::SET_PICTURE,
    remove_picture::REMOVE_PICTURE,
    change_password::CHANGE_PASSWORD,
    change_email::CHANGE_EMAIL,
    verify_email::VERIFY_EMAIL,
    list_sessions::LIST_SESSIONS,
    end_session::END_SESSION,
    end_other_sessions::END_OTHER_SESSIONS,
    list_accounts::LIST_ACCOUNTS,
    link_account::LINK_ACCOUNT,
    unlink_account::UNLINK_ACCOUNT,
    export::EXPORT_ACCOUNT,
    preview_deletion::PREVIEW_DELETION,
    delete::DELETE,
];
