//! Invitations over HTTP.

mod accept;
mod create;
mod create_many;
mod decline;
mod list;
mod resend;
mod revoke;
mod show;

use crate::api::{Argument, Input, Needs, Operation, PathParameter};
use steward_kernel::error::Error;
use steward_kernel::id::InvitationId;

use super::token::Token;

impl PathParameter for InvitationId {
    const NAME: &'static str = "invitationId";
}

/// The token in the path. A text that cannot be a token is not found.
struct PathToken(Token);

impl Argument for PathToken {
    const NEEDS: Needs = Needs::NOTHING;

    fn take(input: &mut Input) -> Result<Self, Error> {
        Token::parse(input.parameter("token")?).map(Self).ok_or(Error::NotFound)
    }
}

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[
    list::LIST_INVITATIONS,
    create::CREATE_INVITATION,
    create::CREATE_INVITATION_ALIAS,
    create_many::CREATE_INVITATIONS,
    resend::RESEND_INVITATION,
    revoke::REVOKE_INVITATION,
    show::SHOW_INVITATION,
    accept::ACCEPT_INVITATION,
    decline::DECLINE_INVITATION,
];
