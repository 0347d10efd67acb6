//! Teams over HTTP.

use steward_kernel::id::TeamId;
use steward_kernel::page::{Page, PageQuery};

use super::model::{NewTeam, Team, TeamUpdate};
use super::service;
use crate::api::{self, CreatedReply, EmptyReply, Json, Operation, PathId, PathParameter, Query, Reply, RevisedReply};
use crate::identity::permission::{ManageTeams, SeeMembers};
use crate::identity::scope::{InOrganization, StepUp};
use steward_macros::operation;

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[LIST_TEAMS, CREATE_TEAM, UPDATE_TEAM, DELETE_TEAM];

impl PathParameter for TeamId {
    const NAME: &'static str = "teamId";
}

/// Lists the organization's teams, oldest first.
#[operation(GET "/api/organizations/{organizationId}/teams", id = "team.list", tag = "teams")]
async fn list_teams(scope: InOrganization<SeeMembers>, Query(page): Query<PageQuery>) -> Reply<Page<Team>> {
    api::ok(service::list(&scope, &page).await?)
}

/// Creates a team: members who have roles on estates together.
#[operation(POST "/api/organizations/{organizationId}/teams", id = "team.create", tag = "teams")]
async fn create_team(scope: StepUp<InOrganization<ManageTeams>>, Json(body): Json<NewTeam>) -> CreatedReply<Team> {
    api::created(service::create(&scope, body).await?)
}

/// Updates a team's name, members, or roles on estates.
#[operation(
    PATCH "/api/organizations/{organizationId}/teams/{teamId}",
    id = "team.update",
    tag = "teams",
    revision(super::store::REVISION),
)]
async fn update_team(
    scope: StepUp<InOrganization<ManageTeams>>,
    PathId(id): PathId<TeamId>,
    Json(body): Json<TeamUpdate>,
) -> RevisedReply<Team> {
    api::revised(service::update(&scope, &id, body).await?)
}

/// Deletes a team. Its members lose the roles that it gave.
#[operation(
    DELETE "/api/organizations/{organizationId}/teams/{teamId}",
    id = "team.delete",
    tag = "teams",
    revision(super::store::REVISION),
    answer = "The team is deleted.",
)]
async fn delete_team(scope: StepUp<InOrganization<ManageTeams>>, PathId(id): PathId<TeamId>) -> EmptyReply {
    service::delete(&scope, &id).await?;
    api::no_content()
}
