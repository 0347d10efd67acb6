//! SQL of memberships and of the grants of guests.

/// A member with the profile in Slack, of the organization's own estates only and without private channels.
macro_rules! member_columns {
    () => {
        "SELECT membership.id AS membership_id, user.id AS user_id, user.name, user.email, user.image, \
        membership.role, custom_role.id AS custom_role_id, custom_role.name AS custom_role_name, \
        user.is_bot, user.last_seen_at, membership.created_at, membership.revision, \
        CASE WHEN membership.role = 'guest' THEN (SELECT json_group_array(estate_grant.estate_id) FROM estate_grant \
            WHERE estate_grant.membership_id = membership.id) END AS estate_ids, \
        (SELECT json_group_array(json_object('estateId', estate_grant.estate_id, 'role', estate_grant.role)) \
            FROM estate_grant WHERE estate_grant.membership_id = membership.id) AS estate_roles, \
        (SELECT json_object('username', mapping.provider_metadata ->> '$.name', 'realName', \
            coalesce(mapping.provider_metadata ->> '$.real_name', mapping.provider_metadata ->> '$.profile.real_name'), \
            'channels', json((SELECT json_group_array(DISTINCT slack_channel.name) \
                FROM provider_user_mapping AS met \
                JOIN estate ON estate.id = met.estate_id AND estate.organization_id = ?1 \
                JOIN json_each(met.provider_metadata, '$.discoveredInChannels') \
                JOIN slack_channel ON slack_channel.estate_id = met.estate_id \
                    AND slack_channel.external_id = json_each.value ->> '$.channelId' AND slack_channel.is_private = 0 \
                WHERE met.internal_user_id = user.id AND met.provider_id = 'slack'))) \
            FROM provider_user_mapping AS mapping \
            JOIN estate ON estate.id = mapping.estate_id AND estate.organization_id = ?1 \
            WHERE mapping.internal_user_id = user.id AND mapping.provider_id = 'slack' LIMIT 1) AS slack \
        FROM organization_user_membership AS membership JOIN user ON user.id = membership.user_id \
        LEFT JOIN custom_role ON custom_role.id = membership.custom_role_id \
        WHERE membership.organization_id = ?1 "
    };
}

/// The condition that the caller still has a role that permits the change.
macro_rules! caller_is {
    ($membership:literal, $role:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM organization_user_membership AS caller WHERE caller.id = ",
            $membership,
            " AND caller.organization_id = ?1 AND caller.role = ",
            $role,
            ")"
        )
    };
}

/// The condition that the organization has another owner.
macro_rules! has_another_owner {
    () => {
        "(SELECT count(*) FROM organization_user_membership AS other \
        WHERE other.organization_id = ?1 AND other.role = 'owner') > 1"
    };
}

/// The condition that an organization that requires single sign-on keeps an owner who can enter without it.
macro_rules! keeps_break_glass {
    () => {
        "(is_break_glass = 0 OR NOT EXISTS (SELECT 1 FROM sso_connection WHERE sso_connection.organization_id = ?1 \
        AND sso_connection.enforced_at IS NOT NULL) OR EXISTS (SELECT 1 FROM organization_user_membership AS other \
        WHERE other.organization_id = ?1 AND other.role = 'owner' AND other.is_break_glass = 1 \
        AND other.user_id <> ?2))"
    };
}

use crate::api::Revision;

/// How a membership's revision is found.
pub const REVISION: Revision = Revision { parameter: "userId", select: SELECT_REVISION };

crate::statements! {
    SELECT_REVISION = "SELECT revision FROM organization_user_membership WHERE organization_id = ?1 AND user_id = ?2";
    /// An organization's members, oldest membership first. The search text is in lower case.
    LIST = concat!(
        member_columns!(),
        "AND membership.id > ?2 AND (?4 IS NULL OR (membership.role IN ('guest', 'external')) = ?4) \
        AND (?5 IS NULL OR membership.role = ?5) \
        AND (?6 IS NULL OR instr(lower(user.name), ?6) > 0 OR instr(lower(user.email), ?6) > 0 OR EXISTS \
            (SELECT 1 FROM provider_user_mapping AS mapping \
            JOIN estate ON estate.id = mapping.estate_id AND estate.organization_id = ?1 \
            WHERE mapping.internal_user_id = user.id AND mapping.provider_id = 'slack' AND ( \
                instr(lower(mapping.provider_metadata ->> '$.name'), ?6) > 0 \
                OR instr(lower(mapping.provider_metadata ->> '$.real_name'), ?6) > 0 \
                OR instr(lower(mapping.provider_metadata ->> '$.profile.real_name'), ?6) > 0))) \
        ORDER BY membership.id LIMIT ?3"
    );
    /// One member.
    SELECT = concat!(member_columns!(), "AND membership.user_id = ?2");
    /// A membership before a change.
    SELECT_CURRENT = "SELECT membership.role, custom_role.id AS custom_role_id, custom_role.name AS custom_role_name, (SELECT json_group_array(json_object('estateId', estate_grant.estate_id, \
        'role', estate_grant.role)) FROM estate_grant WHERE estate_grant.membership_id = membership.id) AS estate_roles, EXISTS (SELECT 1 FROM user \
        WHERE user.id = ?2 AND user.email_verified = 1 AND user.is_bot = 0) AS can_own \
        FROM organization_user_membership AS membership \
        LEFT JOIN custom_role ON custom_role.id = membership.custom_role_id \
        WHERE membership.organization_id = ?1 AND membership.user_id = ?2";
    /// The number of these estates that are in the organization.
    COUNT_ESTATES = "SELECT count(*) AS count FROM json_each(?2) \
        JOIN estate ON estate.id = json_each.value AND estate.organization_id = ?1";
    /// Explains a failed change: the caller's role, the member's role, and the number of owners.
    SELECT_CONFLICT_REASON = "SELECT (SELECT role FROM organization_user_membership WHERE id = ?3 AND organization_id = ?1) \
        AS caller_role, (SELECT role FROM organization_user_membership WHERE organization_id = ?1 AND user_id = ?2) \
        AS role, (SELECT count(*) FROM organization_user_membership WHERE organization_id = ?1 AND role = 'owner') \
        AS owners, (SELECT is_break_glass FROM organization_user_membership \
        WHERE organization_id = ?1 AND user_id = ?2) AS is_break_glass";
    /// Updates a role and the custom role that limits it, while member and caller still have their roles, an owner remains, a
    /// new one is a person with a verified address, and the custom role exists.
    UPDATE_ROLE = concat!(
        "UPDATE organization_user_membership SET role = ?4, custom_role_id = ?9, updated_at = ?5, \
        is_break_glass = iif(?4 = 'owner', is_break_glass, 0) WHERE organization_id = ?1 AND user_id = ?2 \
        AND role = ?3 AND custom_role_id IS ?8 AND (?9 IS NULL OR EXISTS (SELECT 1 FROM custom_role \
        WHERE custom_role.id = ?9 AND custom_role.organization_id = ?1 AND custom_role.base_role = ?4)) \
        AND (?3 <> 'owner' OR ?4 = 'owner' OR ", has_another_owner!(), " AND ", keeps_break_glass!(),
        ") AND (?4 <> 'owner' OR ?3 = 'owner' OR EXISTS (SELECT 1 FROM user \
        WHERE user.id = ?2 AND user.email_verified = 1 AND user.is_bot = 0)) AND ", caller_is!("?6", "?7")
    );
    /// Updates a role by the identity provider of the organization, which neither makes nor demotes owners.
    UPDATE_ROLE_BY_PROVIDER = "UPDATE organization_user_membership SET role = ?4, custom_role_id = NULL, \
        updated_at = ?5 WHERE organization_id = ?1 AND user_id = ?2 AND role = ?3 AND role <> 'owner' AND ?4 <> 'owner'";
    /// Deletes a membership by the identity provider of the organization, while an owner remains.
    DELETE_BY_PROVIDER = concat!(
        "DELETE FROM organization_user_membership WHERE organization_id = ?1 AND user_id = ?2 AND role = ?3 \
        AND (?3 <> 'owner' OR ", has_another_owner!(), " AND ", keeps_break_glass!(), ")"
    );
    /// Deletes a membership, while member and caller still have their roles and an owner remains.
    DELETE = concat!(
        "DELETE FROM organization_user_membership WHERE organization_id = ?1 AND user_id = ?2 AND role = ?3 \
        AND (?3 <> 'owner' OR ", has_another_owner!(), " AND ", keeps_break_glass!(), ") AND ", caller_is!("?4", "?5")
    );
    /// Makes a member an owner, while the caller is one.
    PROMOTE_TO_OWNER = concat!(
        "UPDATE organization_user_membership SET role = 'owner', custom_role_id = NULL, updated_at = ?4 WHERE organization_id = ?1 \
        AND user_id = ?2 AND role = ?3 AND role NOT IN ('owner', 'external') AND ", caller_is!("?5", "'owner'")
    );
    /// Inserts a membership; an existing one changes only when it is an external's.
    ADMIT = "INSERT INTO organization_user_membership (id, organization_id, user_id, role, created_at, updated_at) \
        VALUES (?2, ?1, ?3, ?4, ?5, ?5) ON CONFLICT (user_id, organization_id) \
        DO UPDATE SET role = excluded.role, updated_at = excluded.updated_at WHERE role = 'external'";
    /// Adds a new member to the teams of their groups at the identity provider, if it has a token.
    INSERT_TEAMS = "INSERT INTO team_member (membership_id, team_id, created_at) \
        SELECT membership.id, scim_group.team_id, ?3 FROM scim_group_member AS listed \
        JOIN scim_group ON scim_group.team_id = listed.team_id AND scim_group.organization_id = ?1 \
        JOIN scim_token ON scim_token.organization_id = ?1 \
        JOIN organization_user_membership AS membership ON membership.organization_id = ?1 AND membership.user_id = ?2 \
        WHERE listed.user_id = ?2 ON CONFLICT (membership_id, team_id) DO NOTHING";
    /// Revokes all grants of a member.
    DELETE_GRANTS = "DELETE FROM estate_grant WHERE membership_id = (SELECT id FROM organization_user_membership \
        WHERE organization_id = ?1 AND user_id = ?2)";
    /// Grants a guest those of these estates that are in the organization.
    INSERT_GRANTS = "INSERT INTO estate_grant (membership_id, estate_id, created_at) \
        SELECT membership.id, estate.id, ?4 FROM organization_user_membership AS membership \
        JOIN json_each(?3) JOIN estate ON estate.id = json_each.value AND estate.organization_id = ?1 \
        WHERE membership.organization_id = ?1 AND membership.user_id = ?2 AND membership.role = 'guest' \
        ON CONFLICT (membership_id, estate_id) DO NOTHING";
    /// Gives a member the roles on those estates of a JSON array of `{estateId, role}` that are in the organization.
    INSERT_ESTATE_ROLES = "INSERT INTO estate_grant (membership_id, estate_id, role, created_at) \
        SELECT membership.id, estate.id, json_each.value ->> 'role', ?4 FROM organization_user_membership AS membership \
        JOIN json_each(?3) JOIN estate ON estate.id = json_each.value ->> 'estateId' AND estate.organization_id = ?1 \
        WHERE membership.organization_id = ?1 AND membership.user_id = ?2 AND membership.role <> 'external' \
        ON CONFLICT (membership_id, estate_id) DO NOTHING";
    /// Fails the batch unless the member has this many grants.
    ASSERT_GRANTS = "SELECT json('not all were granted') WHERE (SELECT count(*) FROM estate_grant \
        WHERE membership_id = (SELECT id FROM organization_user_membership \
        WHERE organization_id = ?1 AND user_id = ?2)) <> ?3";
    /// The estates open to a guest. One comes up for each grant and team.
    LIST_GRANTS = "SELECT estate_id FROM estate_access WHERE holder_id = ?1 LIMIT 1000";
    /// The organizations of a user.
    LIST_ORGANIZATIONS = "SELECT organization_id FROM organization_user_membership WHERE user_id = ?1 LIMIT 1000";
}
