//! Who may sign up, over HTTP.

use steward_kernel::id::{SignUpAllowanceId, WaitlistEntryId};
use steward_kernel::page::{Page, PageQuery};
use steward_macros::operation;

use crate::admin::model::Search;
use crate::api::{self, CreatedReply, EmptyReply, Json, Operation, PathId, PathParameter, Query, Reply};
use crate::identity::scope::Administrator;
use crate::identity::sign_up_gate as gate;
use crate::identity::sign_up_gate::model::{
    NewSignUpAllowance, SignUpAllowance, WaitlistAcceptance, WaitlistAccepted, WaitlistEntry, WaitlistFilter,
};

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[
    LIST_SIGN_UP_ALLOWANCES,
    CREATE_SIGN_UP_ALLOWANCE,
    DELETE_SIGN_UP_ALLOWANCE,
    LIST_WAITLIST,
    ACCEPT_FROM_WAITLIST,
    REMOVE_FROM_WAITLIST,
];

impl PathParameter for SignUpAllowanceId {
    const NAME: &'static str = "allowanceId";
}

impl PathParameter for WaitlistEntryId {
    const NAME: &'static str = "waitlistEntryId";
}

/// Lists the addresses and domains that may sign up where sign-up is not open, newest first. Invited addresses may, too.
#[operation(GET "/api/admin/sign-up-allowances", id = "admin.listSignUpAllowances", tag = "admin")]
async fn list_sign_up_allowances(
    scope: Administrator,
    Query(search): Query<Search>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<SignUpAllowance>> {
    api::ok(gate::list(&scope.edge, search.q.as_deref(), &page).await?)
}

/// Allows an address, or every address at a domain, to sign up. One that is allowed already is returned as it is.
#[operation(POST "/api/admin/sign-up-allowances", id = "admin.createSignUpAllowance", tag = "admin")]
async fn create_sign_up_allowance(
    scope: Administrator,
    Json(body): Json<NewSignUpAllowance>,
) -> CreatedReply<SignUpAllowance> {
    api::created(gate::create(&scope, &body.pattern).await?)
}

/// Removes an address or a domain from those that may sign up. Users who have signed up stay.
#[operation(
    DELETE "/api/admin/sign-up-allowances/{allowanceId}",
    id = "admin.deleteSignUpAllowance",
    tag = "admin",
    answer = "The address or domain is removed.",
)]
async fn delete_sign_up_allowance(scope: Administrator, PathId(id): PathId<SignUpAllowanceId>) -> EmptyReply {
    gate::delete(&scope, &id).await?;
    api::no_content()
}

/// Lists the addresses that wait to sign up, or those that were let in and have not signed up yet, oldest first.
#[operation(GET "/api/admin/waitlist", id = "admin.listWaitlist", tag = "admin")]
async fn list_waitlist(
    scope: Administrator,
    Query(search): Query<Search>,
    Query(filter): Query<WaitlistFilter>,
    Query(page): Query<PageQuery>,
) -> Reply<Page<WaitlistEntry>> {
    api::ok(gate::list_waitlist(&scope.edge, search.q.as_deref(), &filter, &page).await?)
}

/// Lets people in from the waitlist. Each of them gets an email with a link to sign up.
#[operation(POST "/api/admin/waitlist/accept", id = "admin.acceptFromWaitlist", tag = "admin")]
async fn accept_from_waitlist(scope: Administrator, Json(body): Json<WaitlistAcceptance>) -> Reply<WaitlistAccepted> {
    api::ok(gate::accept(&scope, &body).await?)
}

/// Removes an address from the waitlist. It can be put on the list again.
#[operation(
    DELETE "/api/admin/waitlist/{waitlistEntryId}",
    id = "admin.removeFromWaitlist",
    tag = "admin",
    answer = "The address is removed.",
)]
async fn remove_from_waitlist(scope: Administrator, PathId(id): PathId<WaitlistEntryId>) -> EmptyReply {
    gate::remove(&scope, &id).await?;
    api::no_content()
}
