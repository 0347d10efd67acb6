//! SQL of provisioning.

/// The columns of a user of SCIM, with or without a membership.
macro_rules! user_columns {
    () => {
        "user.id, user.name, user.email, scim_user.external_id, membership.role, \
        coalesce(scim_user.created_at, membership.created_at) AS created_at, \
        max(coalesce(scim_user.updated_at, 0), coalesce(membership.updated_at, 0)) AS updated_at "
    };
}

/// Only people with an address at a domain that the organization has verified.
macro_rules! is_at_domain {
    () => {
        "user.is_bot = 0 AND EXISTS (SELECT 1 FROM organization_domain WHERE organization_domain.organization_id = ?1 \
        AND organization_domain.domain = substr(user.email, instr(user.email, '@') + 1) \
        AND organization_domain.verified_at IS NOT NULL) "
    };
}

macro_rules! active_users {
    () => {
        concat!(
            "FROM organization_user_membership AS membership JOIN user ON user.id = membership.user_id \
            LEFT JOIN scim_user ON scim_user.organization_id = ?1 AND scim_user.user_id = membership.user_id \
            WHERE membership.organization_id = ?1 AND membership.role <> 'external' \
            AND (?2 IS NULL OR user.email = ?2) AND (?3 IS NULL OR scim_user.external_id = ?3) AND ",
            is_at_domain!()
        )
    };
}

macro_rules! inactive_users {
    () => {
        concat!(
            "FROM scim_user JOIN user ON user.id = scim_user.user_id \
            LEFT JOIN organization_user_membership AS membership ON membership.user_id = scim_user.user_id \
            AND membership.organization_id = ?1 WHERE scim_user.organization_id = ?1 \
            AND (membership.id IS NULL OR membership.role = 'external') \
            AND (?2 IS NULL OR user.email = ?2) AND (?3 IS NULL OR scim_user.external_id = ?3) AND ",
            is_at_domain!()
        )
    };
}

macro_rules! groups {
    () => {
        "FROM scim_group JOIN team ON team.id = scim_group.team_id WHERE scim_group.organization_id = ?1 \
        AND (?2 IS NULL OR lower(team.name) = lower(?2)) AND (?3 IS NULL OR scim_group.external_id = ?3) \
        AND (?4 IS NULL OR EXISTS (SELECT 1 FROM scim_group_member AS listed WHERE listed.team_id = team.id \
        AND listed.user_id = ?4)) "
    };
}

/// The columns of a group; the members, as JSON, only without the parameter.
macro_rules! group_columns {
    ($without_members:literal) => {
        concat!(
            "SELECT team.id, team.name, scim_group.external_id, scim_group.created_at, scim_group.updated_at, CASE WHEN ",
            $without_members,
            " THEN NULL ELSE (SELECT json_group_array(json_object('value', user.id, 'display', user.name)) \
            FROM scim_group_member AS listed JOIN user ON user.id = listed.user_id WHERE listed.team_id = team.id) \
            END AS members "
        )
    };
}

/// The users of a JSON array with their memberships.
macro_rules! memberships_of {
    ($ids:literal) => {
        concat!(
            "FROM json_each(",
            $ids,
            ") JOIN organization_user_membership AS membership \
            ON membership.user_id = json_each.value AND membership.organization_id = ?1 "
        )
    };
}

crate::statements! {
    /// The organization of a token.
    SELECT_TOKEN = "SELECT scim_token.id, organization_id FROM scim_token JOIN organization \
        ON organization.id = organization_id AND organization.deleted_at IS NULL WHERE token_hash = ?1";
    UPDATE_TOKEN_USE = "UPDATE scim_token SET last_used_at = ?2 \
        WHERE token_hash = ?1 AND (last_used_at IS NULL OR last_used_at <= ?3)";
    /// The token of an organization.
    SELECT_TOKEN_OF = "SELECT id, start, last_used_at, created_at FROM scim_token WHERE organization_id = ?1";
    /// Creates the token of an organization, in place of the former one.
    PUT_TOKEN = "INSERT INTO scim_token (id, organization_id, token_hash, start, created_at) VALUES (?2, ?1, ?3, ?4, ?5) \
        ON CONFLICT (organization_id) DO UPDATE SET id = excluded.id, token_hash = excluded.token_hash, \
        start = excluded.start, last_used_at = NULL, created_at = excluded.created_at";
    DELETE_TOKEN = "DELETE FROM scim_token WHERE organization_id = ?1";
    COUNT_ACTIVE = concat!("SELECT count(*) AS count ", active_users!());
    COUNT_INACTIVE = concat!("SELECT count(*) AS count ", inactive_users!());
    /// A part of the active users, by their memberships.
    LIST_ACTIVE = concat!("SELECT ", user_columns!(), active_users!(), "ORDER BY membership.id LIMIT ?4 OFFSET ?5");
    /// A part of the inactive users.
    LIST_INACTIVE = concat!("SELECT ", user_columns!(), inactive_users!(), "ORDER BY scim_user.user_id LIMIT ?4 OFFSET ?5");
    /// One user of SCIM.
    SELECT = concat!(
        "SELECT ", user_columns!(), "FROM user LEFT JOIN scim_user ON scim_user.organization_id = ?1 \
        AND scim_user.user_id = user.id LEFT JOIN organization_user_membership AS membership \
        ON membership.user_id = user.id AND membership.organization_id = ?1 AND membership.role <> 'external' \
        WHERE user.id = ?2 AND (scim_user.user_id IS NOT NULL OR membership.id IS NOT NULL) AND ", is_at_domain!()
    );
    /// Who has an address, whether the organization has verified its domain, and the role that new members get.
    SELECT_ADDRESS = "SELECT EXISTS (SELECT 1 FROM organization_domain WHERE organization_id = ?1 AND domain = ?3 \
        AND verified_at IS NOT NULL) AS is_at_domain, (SELECT default_role FROM sso_connection \
        WHERE organization_id = ?1) AS default_role, user.id AS user_id, coalesce(user.is_bot, 0) AS is_bot, \
        user.email_proven_at IS NOT NULL AS is_proven, membership.role, scim_user.user_id IS NOT NULL AS is_known \
        FROM (SELECT 1) AS mine LEFT JOIN user ON user.email = ?2 \
        LEFT JOIN organization_user_membership AS membership ON membership.user_id = user.id \
        AND membership.organization_id = ?1 \
        LEFT JOIN scim_user ON scim_user.organization_id = ?1 AND scim_user.user_id = user.id";
    /// Marks a user as managed by the provider, with its id for them.
    PUT_USER = "INSERT INTO scim_user (organization_id, user_id, external_id, created_at, updated_at) \
        VALUES (?1, ?2, ?3, ?4, ?4) ON CONFLICT (organization_id, user_id) \
        DO UPDATE SET external_id = excluded.external_id, updated_at = excluded.updated_at";
    DELETE_USER = "DELETE FROM scim_user WHERE organization_id = ?1 AND user_id = ?2";
    DELETE_FROM_GROUPS = "DELETE FROM scim_group_member WHERE user_id = ?2 \
        AND team_id IN (SELECT team_id FROM scim_group WHERE organization_id = ?1)";
    COUNT_GROUPS = concat!("SELECT count(*) AS count ", groups!());
    LIST_GROUPS = concat!(group_columns!("?7"), groups!(), "ORDER BY scim_group.team_id LIMIT ?5 OFFSET ?6");
    SELECT_GROUP = concat!(
        group_columns!("?3"), "FROM scim_group JOIN team ON team.id = scim_group.team_id \
        WHERE scim_group.organization_id = ?1 AND scim_group.team_id = ?2"
    );
    /// The number of these users who are users of SCIM.
    COUNT_USERS = concat!(
        "SELECT count(*) AS count FROM json_each(?2) JOIN user ON user.id = json_each.value \
        WHERE (EXISTS (SELECT 1 FROM scim_user WHERE scim_user.organization_id = ?1 AND scim_user.user_id = user.id) \
        OR EXISTS (SELECT 1 FROM organization_user_membership AS membership WHERE membership.user_id = user.id \
        AND membership.organization_id = ?1 AND membership.role <> 'external')) AND ", is_at_domain!()
    );
    INSERT_TEAM = "INSERT INTO team (id, organization_id, name, created_at, updated_at) VALUES (?2, ?1, ?3, ?4, ?4)";
    UPDATE_TEAM = "UPDATE team SET name = ?3, updated_at = ?4 WHERE organization_id = ?1 AND id = ?2";
    DELETE_TEAM = "DELETE FROM team WHERE organization_id = ?1 AND id = ?2";
    INSERT_GROUP = "INSERT INTO scim_group (organization_id, team_id, external_id, created_at, updated_at) \
        VALUES (?1, ?2, ?3, ?4, ?4)";
    UPDATE_GROUP = "UPDATE scim_group SET external_id = ?3, updated_at = ?4 WHERE organization_id = ?1 AND team_id = ?2";
    INSERT_GROUP_MEMBERS = "INSERT INTO scim_group_member (team_id, user_id) SELECT ?1, user.id FROM json_each(?2) \
        JOIN user ON user.id = json_each.value WHERE true ON CONFLICT (team_id, user_id) DO NOTHING";
    DELETE_GROUP_MEMBERS = "DELETE FROM scim_group_member WHERE team_id = ?1 \
        AND user_id IN (SELECT value FROM json_each(?2))";
    /// Adds those of these users to the team who are members.
    INSERT_TEAM_MEMBERS = concat!(
        "INSERT INTO team_member (membership_id, team_id, created_at) SELECT membership.id, ?2, ?4 ",
        memberships_of!("?3"), "WHERE membership.role <> 'external' ON CONFLICT (membership_id, team_id) DO NOTHING"
    );
    DELETE_TEAM_MEMBERS = concat!(
        "DELETE FROM team_member WHERE team_id = ?2 AND membership_id IN (SELECT membership.id ", memberships_of!("?3"), ")"
    );
}
