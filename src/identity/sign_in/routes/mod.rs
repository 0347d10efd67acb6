//! Signing in, signing up and signing out over HTTP.

use crate::api::Operation;

mod browser_sessions;
mod confirm;
mod forgot_password;
mod me;
mod reject_sign_in;
mod reset_password;
mod send_code;
mod send_link;
mod show_human_check;
mod sign_in;
mod sign_out;
mod sign_up;
mod sign_up_by_invitation;
mod verify_code;
mod verify_link;
mod verify_second_factor;
mod verify_sign_up;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[
    show_human_check::SHOW_HUMAN_CHECK,
    sign_up::SIGN_UP,
    sign_up::SIGN_UP_ALIAS,
    verify_sign_up::VERIFY_SIGN_UP,
    sign_up_by_invitation::SIGN_UP_BY_INVITATION,
    sign_in::SIGN_IN,
    sign_in::SIGN_IN_ALIAS,
    send_link::SEND_LINK,
    verify_link::VERIFY_LINK,
    send_code::SEND_CODE,
    verify_code::VERIFY_CODE,
    verify_second_factor::VERIFY_SECOND_FACTOR,
    verify_second_factor::GET_SECOND_FACTOR_CHALLENGE,
    verify_second_factor::START_SECOND_FACTOR_PASSKEY,
    verify_second_factor::VERIFY_SECOND_FACTOR_PASSKEY,
    forgot_password::FORGOT_PASSWORD,
    reset_password::RESET_PASSWORD,
    reject_sign_in::REJECT_SIGN_IN,
    sign_out::SIGN_OUT,
    sign_out::SIGN_OUT_ALIAS,
    browser_sessions::LIST_PARKED_SESSIONS,
    browser_sessions::PARK_SESSION,
    browser_sessions::ACTIVATE_SESSION,
    browser_sessions::SIGN_OUT_EVERYBODY,
    me::ME,
    confirm::LIST_CONFIRMATION_METHODS,
    confirm::CONFIRM,
    confirm::SEND_CONFIRMATION_CODE,
    confirm::START_PASSKEY_CONFIRMATION,
];
