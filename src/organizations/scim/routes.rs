//! Provisioning over HTTP. The resources of SCIM are described by its own `/Schemas`, so they have one operation for each
//! method here.

use steward_kernel::error::Error;
use steward_macros::operation;

use super::body::ScimBody;
use super::error::{ScimAnswer, ScimError, answer};
use super::filter::ListQuery;
use super::token::{self, CreatedScimToken, Scim, ScimRequest};
use super::{groups, schemas, users};
use crate::api::{self, Argument, CreatedReply, EmptyReply, Input, Needs, Operation, RawReply, Reply};
use crate::identity::permission::ManageSecurity;
use crate::identity::scope::{InOrganization, StepUp};

/// The operations of this feature.
pub const OPERATIONS: &[Operation] =
    &[GET_SCIM, CREATE_TOKEN, REVOKE_TOKEN, LIST, CREATE, GET, REPLACE, UPDATE, DELETE];

/// Returns the organization's provisioning: the base URL of SCIM 2.0, and its token without the secret.
#[operation(GET "/api/organizations/{organizationId}/scim", id = "organization.getScim", tag = "scim")]
async fn get_scim(scope: InOrganization<ManageSecurity>) -> Reply<Scim> {
    api::ok(token::get(&scope).await?)
}

/// Creates the token of the organization's identity provider. The secret is returned only now; the former token ends.
#[operation(POST "/api/organizations/{organizationId}/scim/token", id = "organization.createScimToken", tag = "scim")]
async fn create_token(scope: StepUp<InOrganization<ManageSecurity>>) -> CreatedReply<CreatedScimToken> {
    api::created(token::create(&scope).await?)
}

/// Revokes the token. The members stay.
#[operation(
    DELETE "/api/organizations/{organizationId}/scim/token",
    id = "organization.revokeScimToken",
    tag = "scim",
    answer = "The token is revoked.",
)]
async fn revoke_token(scope: StepUp<InOrganization<ManageSecurity>>) -> EmptyReply {
    token::revoke(&scope).await?;
    api::no_content()
}

/// The name of a resource in the path.
pub struct ResourceName(String);

impl Argument for ResourceName {
    const NEEDS: Needs = Needs::NOTHING;

    fn take(input: &mut Input) -> Result<Self, Error> {
        input.parameter("scimResource").map(|text| Self(text.to_owned()))
    }
}

/// The id of a resource in the path.
pub struct ResourceId(String);

impl Argument for ResourceId {
    const NEEDS: Needs = Needs::NOTHING;

    fn take(input: &mut Input) -> Result<Self, Error> {
        input.parameter("scimId").map(|text| Self(text.to_owned()))
    }
}

/// Lists the users or groups of the organization of the bearer token (RFC 7644, 3.4.2), or describes the service
/// (`ServiceProviderConfig`, `ResourceTypes`, `Schemas`).
#[operation(
    GET "/scim/v2/{scimResource}",
    id = "scim.list",
    tag = "scim",
    params(("scimResource" = String, Path, description = "`Users`, `Groups`, `ServiceProviderConfig`, `ResourceTypes` or `Schemas`."), ("filter" = Option<String>, Query, description = "Comparisons with `eq`, joined by `and`."), ("startIndex" = Option<String>, Query, description = "The first resource, from 1."), ("count" = Option<String>, Query, description = "At most 100."), ("excludedAttributes" = Option<String>, Query, description = "`members` leaves out the members of groups.")),
    responses((status = 200, description = "The resources.", body = serde_json::Value, content_type = "application/scim+json")),
    errors(crate::organizations::scim::error::ScimErrors),
)]
async fn list(request: ScimRequest, ResourceName(name): ResourceName) -> RawReply {
    answer(list_of(request, &name).await)
}

async fn list_of(request: ScimRequest, name: &str) -> ScimAnswer {
    let query = request.query.clone();
    let scim = request.authenticate().await?;
    if let Some(described) = schemas::describe(&scim, name, None) {
        return described;
    }
    let query = ListQuery::read(&query)?;
    match name {
        users::USERS => users::list(&scim, &query).await,
        groups::GROUPS => groups::list(&scim, &query).await,
        _ => Err(ScimError::NotFound),
    }
}

/// Creates a user (RFC 7644, 3.3), who becomes a member; the address must be at a verified domain. Or creates a group, which
/// becomes a team.
#[operation(
    POST "/scim/v2/{scimResource}",
    id = "scim.create",
    tag = "scim",
    params(("scimResource" = String, Path, description = "`Users` or `Groups`.")),
    request_body(content = serde_json::Value, content_type = "application/scim+json", description = "The resource."),
    responses((status = 201, description = "The resource.", body = serde_json::Value, content_type = "application/scim+json")),
    errors(crate::organizations::scim::error::ScimErrors),
)]
async fn create(request: ScimRequest, ResourceName(name): ResourceName, body: ScimBody) -> RawReply {
    answer(create_in(request, &name, body).await)
}

async fn create_in(request: ScimRequest, name: &str, body: ScimBody) -> ScimAnswer {
    let scim = request.authenticate().await?;
    let body = body.read().await?;
    match name {
        users::USERS => users::create(&scim, &body).await,
        groups::GROUPS => groups::create(&scim, &body).await,
        _ => Err(ScimError::NotFound),
    }
}

/// Returns a user, a group, or a description of the service (RFC 7644, 3.4.1).
#[operation(
    GET "/scim/v2/{scimResource}/{scimId}",
    id = "scim.get",
    tag = "scim",
    params(("scimResource" = String, Path, description = "`Users`, `Groups`, `ResourceTypes` or `Schemas`."), ("scimId" = String, Path, description = "The id of the resource.")),
    responses((status = 200, description = "The resource.", body = serde_json::Value, content_type = "application/scim+json")),
    errors(crate::organizations::scim::error::ScimErrors),
)]
async fn get(request: ScimRequest, ResourceName(name): ResourceName, ResourceId(id): ResourceId) -> RawReply {
    answer(get_one(request, &name, &id).await)
}

async fn get_one(request: ScimRequest, name: &str, id: &str) -> ScimAnswer {
    let query = request.query.clone();
    let scim = request.authenticate().await?;
    if let Some(described) = schemas::describe(&scim, name, Some(id)) {
        return described;
    }
    match name {
        users::USERS => users::get(&scim, id).await,
        groups::GROUPS => groups::get(&scim, id, &ListQuery::read(&query)?).await,
        _ => Err(ScimError::NotFound),
    }
}

/// Replaces a user or a group (RFC 7644, 3.5.1). A user who is no longer active is no longer a member, at once.
#[operation(
    PUT "/scim/v2/{scimResource}/{scimId}",
    id = "scim.replace",
    tag = "scim",
    params(("scimResource" = String, Path, description = "`Users` or `Groups`."), ("scimId" = String, Path, description = "The id of the resource.")),
    request_body(content = serde_json::Value, content_type = "application/scim+json", description = "The resource."),
    responses((status = 200, description = "The resource.", body = serde_json::Value, content_type = "application/scim+json")),
    errors(crate::organizations::scim::error::ScimErrors),
)]
async fn replace(
    request: ScimRequest,
    ResourceName(name): ResourceName,
    ResourceId(id): ResourceId,
    body: ScimBody,
) -> RawReply {
    answer(replace_one(request, &name, &id, body).await)
}

async fn replace_one(request: ScimRequest, name: &str, id: &str, body: ScimBody) -> ScimAnswer {
    let scim = request.authenticate().await?;
    let body = body.read().await?;
    match name {
        users::USERS => users::replace(&scim, id, &body).await,
        groups::GROUPS => groups::replace(&scim, id, &body).await,
        _ => Err(ScimError::NotFound),
    }
}

/// Changes attributes of a user or a group (RFC 7644, 3.5.2), also in the ways of Entra and Okta.
#[operation(
    PATCH "/scim/v2/{scimResource}/{scimId}",
    id = "scim.update",
    tag = "scim",
    params(("scimResource" = String, Path, description = "`Users` or `Groups`."), ("scimId" = String, Path, description = "The id of the resource.")),
    request_body(content = serde_json::Value, content_type = "application/scim+json", description = "The operations."),
    responses((status = 204, description = "The group is changed."), (status = 200, description = "The resource.", body = serde_json::Value, content_type = "application/scim+json")),
    errors(crate::organizations::scim::error::ScimErrors),
)]
async fn update(
    request: ScimRequest,
    ResourceName(name): ResourceName,
    ResourceId(id): ResourceId,
    body: ScimBody,
) -> RawReply {
    answer(update_one(request, &name, &id, body).await)
}

async fn update_one(request: ScimRequest, name: &str, id: &str, body: ScimBody) -> ScimAnswer {
    let scim = request.authenticate().await?;
    let body = body.read().await?;
    match name {
        users::USERS => users::update(&scim, id, &body).await,
        groups::GROUPS => groups::update(&scim, id, &body).await,
        _ => Err(ScimError::NotFound),
    }
}

/// Deletes a user from the organization (RFC 7644, 3.6). The membership ends at once; the account stays. Or deletes a group
/// with its team.
#[operation(
    DELETE "/scim/v2/{scimResource}/{scimId}",
    id = "scim.delete",
    tag = "scim",
    params(("scimResource" = String, Path, description = "`Users` or `Groups`."), ("scimId" = String, Path, description = "The id of the resource.")),
    responses((status = 204, description = "The resource is deleted.")),
    errors(crate::organizations::scim::error::ScimErrors),
)]
async fn delete(request: ScimRequest, ResourceName(name): ResourceName, ResourceId(id): ResourceId) -> RawReply {
    answer(delete_one(request, &name, &id).await)
}

async fn delete_one(request: ScimRequest, name: &str, id: &str) -> ScimAnswer {
    let scim = request.authenticate().await?;
    match name {
        users::USERS => users::delete(&scim, id).await,
        groups::GROUPS => groups::delete(&scim, id).await,
        _ => Err(ScimError::NotFound),
    }
}
