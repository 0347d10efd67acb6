//! Requests to join over HTTP.

mod accept;
mod create_by_domain;
mod create_by_link;
mod create_link;
mod decline;
mod delete_link;
mod get_link;
mod list;
mod list_own;
mod show_link;
mod withdraw;

use crate::api::{Argument, Input, Needs, Operation, PathParameter};
use steward_kernel::error::Error;
use steward_kernel::id::JoinRequestId;

impl PathParameter for JoinRequestId {
    const NAME: &'static str = "joinRequestId";
}

/// The token of a link.
struct JoinToken(String);

impl Argument for JoinToken {
    const NEEDS: Needs = Needs::NOTHING;

    fn take(input: &mut Input) -> Result<Self, Error> {
        input.parameter("joinToken").map(|text| Self(text.to_owned()))
    }
}

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[
    get_link::GET_JOIN_LINK,
    create_link::CREATE_JOIN_LINK,
    delete_link::DELETE_JOIN_LINK,
    show_link::SHOW_JOIN_LINK,
    create_by_link::CREATE_JOIN_REQUEST_BY_LINK,
    create_by_domain::CREATE_JOIN_REQUEST,
    list::LIST_JOIN_REQUESTS,
    accept::ACCEPT_JOIN_REQUEST,
    decline::DECLINE_JOIN_REQUEST,
    list_own::LIST_OWN_JOIN_REQUESTS,
    withdraw::WITHDRAW_JOIN_REQUEST,
];
