//! SQL of teams.

/// A team that the identity provider manages, as long as it has a token.
macro_rules! is_provisioned {
    () => {
        "EXISTS (SELECT 1 FROM scim_group JOIN scim_token ON scim_token.organization_id = scim_group.organization_id \
        WHERE scim_group.team_id = team.id)"
    };
}

macro_rules! team_columns {
    () => {
        concat!(
            "SELECT team.id, team.name, team.created_at, team.revision, \
            (SELECT json_group_array(json_object('userId', user.id, 'name', user.name)) FROM (SELECT membership_id \
            FROM team_member WHERE team_member.team_id = team.id LIMIT 100) AS listed \
            JOIN organization_user_membership AS membership ON membership.id = listed.membership_id \
            JOIN user ON user.id = membership.user_id) AS members, \
            (SELECT count(*) FROM team_member WHERE team_member.team_id = team.id) AS member_count, ",
            is_provisioned!(),
            " AS is_provisioned, \
            (SELECT json_group_array(json_object('estateId', estate_id, 'role', role)) FROM team_estate \
            WHERE team_estate.team_id = team.id) AS estate_roles FROM team WHERE team.organization_id = ?1 "
        )
    };
}

use crate::api::Revision;

/// How a team's revision is found.
pub const REVISION: Revision = Revision { parameter: "teamId", select: SELECT_REVISION };

crate::statements! {
    SELECT_REVISION = "SELECT revision FROM team WHERE organization_id = ?1 AND id = ?2";
    /// A page of an organization's teams, oldest first.
    LIST = concat!(team_columns!(), "AND team.id > ?2 ORDER BY team.id LIMIT ?3");
    /// One team.
    SELECT = concat!(team_columns!(), "AND team.id = ?2");
    /// All members of a team, as a JSON array.
    SELECT_USER_IDS = "SELECT json_group_array(membership.user_id) AS user_ids FROM team_member \
        JOIN organization_user_membership AS membership ON membership.id = team_member.membership_id \
        WHERE team_member.team_id = ?1";
    /// The number of these users who are members that a team can have.
    COUNT_MEMBERS = "SELECT count(*) AS count FROM json_each(?2) JOIN organization_user_membership AS membership \
        ON membership.user_id = json_each.value AND membership.organization_id = ?1 AND membership.role <> 'external'";
    INSERT = "INSERT INTO team (id, organization_id, name, created_at, updated_at) VALUES (?2, ?1, ?3, ?4, ?4)";
    /// Renames a team, unless it was renamed since it was read.
    UPDATE = "UPDATE team SET name = ?3, updated_at = ?4 WHERE organization_id = ?1 AND id = ?2 AND name = ?5";
    DELETE = "DELETE FROM team WHERE organization_id = ?1 AND id = ?2";
    /// Ends the connection of a team to the group of an identity provider that has no token any more.
    DELETE_GROUP = "DELETE FROM scim_group WHERE organization_id = ?1 AND team_id = ?2";
    DELETE_MEMBERS = "DELETE FROM team_member WHERE team_id = ?1";
    /// Adds those of these users who are members of the organization.
    INSERT_MEMBERS = "INSERT INTO team_member (membership_id, team_id, created_at) SELECT membership.id, ?2, ?4 \
        FROM json_each(?3) JOIN organization_user_membership AS membership \
        ON membership.user_id = json_each.value AND membership.organization_id = ?1 AND membership.role <> 'external'";
    DELETE_ESTATES = "DELETE FROM team_estate WHERE team_id = ?1";
    /// Gives the team the roles on those estates of a JSON array of `{estateId, role}` that are in the organization.
    INSERT_ESTATES = "INSERT INTO team_estate (team_id, estate_id, role, created_at) \
        SELECT ?2, estate.id, json_each.value ->> 'role', ?4 FROM json_each(?3) \
        JOIN estate ON estate.id = json_each.value ->> 'estateId' AND estate.organization_id = ?1";
}
