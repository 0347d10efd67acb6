//! SQL of invitations.

use crate::identity::scope::custom_role_allows;

/// An invitation with its inviter.
macro_rules! invitation_columns {
    () => {
        "SELECT invitation.id, invitation.email, invitation.role, invitation.estate_ids, invitation.status, \
        invitation.uses, invitation.expires_at, invitation.created_at, invitation.token_hash, user.id AS inviter_id, \
        user.name AS inviter_name FROM invitation LEFT JOIN user ON user.id = invitation.invited_by "
    };
}

/// Whether the inviter may still give the invitation's role, as
/// [`OrganizationScope::may_give`](crate::identity::scope::OrganizationScope::may_give) says: with a custom role, these are the
/// permissions that it must have to invite people with the role. `$now` is the parameter with the time.
macro_rules! is_given {
    ($now:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM organization_user_membership AS giver JOIN user AS giver_user ON giver_user.id = giver.user_id \
            WHERE giver.organization_id = invitation.organization_id AND giver.user_id = invitation.invited_by \
            AND (giver.role = 'owner' OR giver.role = 'admin' AND invitation.role NOT IN ('owner', 'admin')) \
            AND ",
            custom_role_allows!("giver", "member.invite"),
            " AND (invitation.role NOT IN ('viewer', 'member') OR ",
            custom_role_allows!("giver", "member.view"),
            ") AND (invitation.role <> 'member' OR ",
            custom_role_allows!("giver", "repository.manage"),
            " AND ",
            custom_role_allows!("giver", "build.manage"),
            ") \
            AND (giver_user.banned = 0 OR giver_user.ban_expires_at <= ",
            $now,
            "))"
        )
    };
}

/// An invitation as the holder of its token sees it, at the time `?2`.
macro_rules! held_columns {
    () => {
        concat!(
            "SELECT invitation.id, invitation.organization_id, invitation.email, invitation.role, \
            invitation.estate_ids, invitation.status, invitation.expires_at, invitation.key_id, invitation.invited_by AS inviter_id, \
            organization.name AS organization_name, organization.slug, organization.default_estate_id, \
            user.name AS inviter_name, ",
            is_given!("?2"),
            " AS is_given FROM invitation JOIN organization ON organization.id = invitation.organization_id AND organization.deleted_at IS NULL \
            LEFT JOIN user ON user.id = invitation.invited_by "
        )
    };
}

crate::statements! {
    /// An organization's invitations, newest first, before a cursor.
    LIST = concat!(
        invitation_columns!(),
        "WHERE invitation.organization_id = ?1 AND invitation.id < ?2 AND (?4 IS NULL OR ?4 = \
        CASE WHEN invitation.status = 'pending' AND invitation.expires_at <= ?5 THEN 'expired' \
        ELSE invitation.status END) ORDER BY invitation.id DESC LIMIT ?3"
    );
    /// One invitation of an organization.
    SELECT = concat!(invitation_columns!(), "WHERE invitation.id = ?2 AND invitation.organization_id = ?1");
    /// The invitation of a token.
    SELECT_BY_TOKEN = concat!(held_columns!(), "WHERE invitation.token_hash = ?1");
    /// The invitation of an email.
    SELECT_BY_ID = concat!(held_columns!(), "WHERE invitation.id = ?1");
    /// Whether the address is invited at the time `?2`, or the token with the hash `?3` is that of a link.
    SELECT_INVITED = concat!(
        "SELECT EXISTS (SELECT 1 FROM invitation JOIN organization ON organization.id = invitation.organization_id \
        AND organization.deleted_at IS NULL WHERE invitation.email = ?1 AND invitation.status = 'pending' \
        AND invitation.expires_at > ?2 AND ",
        is_given!("?2"),
        ") OR EXISTS (SELECT 1 FROM invitation JOIN organization ON organization.id = invitation.organization_id \
        AND organization.deleted_at IS NULL WHERE invitation.token_hash = ?3 AND invitation.email IS NULL \
        AND invitation.status = 'pending' AND invitation.expires_at > ?2 AND ",
        is_given!("?2"),
        ") AS is_invited"
    );
    /// Revokes an expired invitation, so that a new one for the same address can be created.
    REVOKE_EXPIRED = "UPDATE invitation SET status = 'revoked', updated_at = ?3 WHERE organization_id = ?1 AND email = ?2 \
        AND status = 'pending' AND expires_at <= ?3";
    /// Inserts an invitation, while the inviter has a role that permits it and the address is not a member's.
    INSERT = "INSERT INTO invitation (id, organization_id, email, role, estate_ids, token_hash, key_id, invited_by, \
        expires_at, created_at, updated_at) SELECT ?2, ?1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10 \
        WHERE EXISTS (SELECT 1 FROM organization_user_membership AS caller WHERE caller.id = ?11 \
        AND caller.organization_id = ?1 AND caller.role = ?12) \
        AND NOT EXISTS (SELECT 1 FROM user JOIN organization_user_membership AS membership \
        ON membership.user_id = user.id AND membership.organization_id = ?1 \
        WHERE user.email = ?3 AND membership.role <> 'external')";
    /// What the organization has for those of the addresses `?2` that it knows: a member, an invitation that is pending at
    /// `?3`, and the number of invitations since `?4`.
    SELECT_KNOWN = "SELECT * FROM (SELECT json_each.value AS email, EXISTS (SELECT 1 FROM user \
        JOIN organization_user_membership AS membership ON membership.user_id = user.id \
        AND membership.organization_id = ?1 WHERE user.email = json_each.value AND membership.role <> 'external') \
        AS is_member, EXISTS (SELECT 1 FROM invitation WHERE invitation.organization_id = ?1 \
        AND invitation.email = json_each.value AND invitation.status = 'pending' AND invitation.expires_at > ?3) \
        AS is_invited, (SELECT count(*) FROM invitation WHERE invitation.organization_id = ?1 \
        AND invitation.email = json_each.value AND invitation.created_at > ?4) AS recent FROM json_each(?2)) \
        WHERE is_member OR is_invited OR recent > 0";
    /// Revokes expired invitations, so that new ones for these addresses can be created.
    REVOKE_ALL_EXPIRED = "UPDATE invitation SET status = 'revoked', updated_at = ?3 WHERE organization_id = ?1 \
        AND email IN (SELECT value FROM json_each(?2)) AND status = 'pending' AND expires_at <= ?3";
    /// Inserts invitations from a JSON array, while the inviter has a role that permits it, for addresses that are not
    /// members'.
    INSERT_ALL = "INSERT INTO invitation (id, organization_id, email, role, estate_ids, token_hash, key_id, invited_by, \
        expires_at, created_at, updated_at) SELECT value ->> 'id', ?1, value ->> 'email', ?3, ?4, value ->> 'hash', ?5, \
        ?6, ?7, ?8, ?8 FROM json_each(?2) \
        WHERE EXISTS (SELECT 1 FROM organization_user_membership AS caller WHERE caller.id = ?9 \
        AND caller.organization_id = ?1 AND caller.role = ?10) \
        AND NOT EXISTS (SELECT 1 FROM user JOIN organization_user_membership AS membership \
        ON membership.user_id = user.id AND membership.organization_id = ?1 \
        WHERE user.email = value ->> 'email' AND membership.role <> 'external')";
    /// Fails the batch unless this many of the invitations in the JSON array were inserted.
    ASSERT_INSERTED = "SELECT json('not all were invited') WHERE (SELECT count(*) FROM json_each(?2) JOIN invitation \
        ON invitation.id = value ->> 'id' AND invitation.organization_id = ?1) <> ?3";
    /// Whether the address is a member's.
    SELECT_MEMBER = "SELECT membership.role FROM user JOIN organization_user_membership AS membership \
        ON membership.user_id = user.id AND membership.organization_id = ?1 \
        WHERE user.email = ?2 AND membership.role <> 'external'";
    /// Extends a pending invitation.
    EXTEND = "UPDATE invitation SET expires_at = ?3, updated_at = ?4 \
        WHERE id = ?2 AND organization_id = ?1 AND status = 'pending'";
    /// Ends a pending invitation.
    SET_STATUS = "UPDATE invitation SET status = ?3, updated_at = ?4 WHERE id = ?2 AND organization_id = ?1 AND status = 'pending'";
    /// Revokes the pending invitations that an inviter may no longer give.
    REVOKE_LOST = concat!(
        "UPDATE invitation SET status = 'revoked', updated_at = ?3 WHERE organization_id = ?1 AND invited_by IS ?2 \
        AND status = 'pending' AND NOT ",
        is_given!("?3")
    );
    /// Accepts a pending invitation that its inviter may still give: one by email ends, a link counts the use.
    ACCEPT = concat!(
        "UPDATE invitation SET uses = uses + 1, status = CASE WHEN email IS NULL THEN 'pending' ELSE 'accepted' END, \
        updated_at = ?3 WHERE id = ?2 AND organization_id = ?1 AND status = 'pending' AND expires_at > ?3 \
        AND EXISTS (SELECT 1 FROM organization WHERE organization.id = ?1 AND organization.deleted_at IS NULL) AND ",
        is_given!("?3")
    );
    /// A member's role, and the first granted estate.
    SELECT_MEMBERSHIP = "SELECT membership.role, (SELECT min(estate_grant.estate_id) FROM estate_grant \
        WHERE estate_grant.membership_id = membership.id) AS granted_estate_id \
        FROM organization_user_membership AS membership \
        WHERE membership.organization_id = ?1 AND membership.user_id = ?2 AND membership.role <> 'external'";
}

#[cfg(test)]
mod tests {
    use rusqlite::params;
    use steward_kernel::permission::{Permission, Permissions, Role};

    use super::*;

    /// Whether an invitation as `invited` by a member with the role `giver` is revoked.
    fn is_revoked(giver: Role, invited: Role, banned_until: Option<i64>) -> bool {
        is_revoked_with(giver, None, invited, banned_until)
    }

    /// The same for a member with a custom role.
    fn is_revoked_with(giver: Role, custom: Option<Permissions>, invited: Role, banned_until: Option<i64>) -> bool {
        let database = crate::tests::migrated();
        database
            .execute_batch(
                "INSERT INTO user (id, name, email, created_at, updated_at) VALUES ('u', 'Demo', 'a@b', 1, 1); \
                INSERT INTO organization (id, name, slug, created_at, updated_at) VALUES ('o', 'Demo', 'demo', 1, 1);",
            )
            .unwrap();
        database
            .execute("UPDATE user SET banned = ?1 IS NOT NULL, ban_expires_at = ?1", params![banned_until])
            .unwrap();
        database
            .execute(
                "INSERT INTO organization_user_membership (id, organization_id, user_id, role, created_at, updated_at) \
                VALUES ('m', 'o', 'u', ?1, 1, 1)",
                params![giver.name()],
            )
            .unwrap();
        if let Some(custom) = custom {
            let names = serde_json::to_string(&custom.names()).unwrap();
            database
                .execute(
                    "INSERT INTO custom_role (id, organization_id, name, base_role, permissions, created_at, updated_at) \
                    VALUES ('r', 'o', 'Demo', 'admin', ?1, 1, 1)",
                    params![names],
                )
                .unwrap();
            database.execute("UPDATE organization_user_membership SET custom_role_id = 'r'", params![]).unwrap();
        }
        database
            .execute(
                "INSERT INTO invitation (id, organization_id, role, estate_ids, token_hash, key_id, invited_by, \
                expires_at, created_at, updated_at) VALUES ('i', 'o', ?1, '[]', 'h', 'k1', 'u', 100, 1, 1)",
                params![invited.name()],
            )
            .unwrap();
        database.execute(REVOKE_LOST, params!["o", "u", 50]).unwrap() == 1
    }

    #[test]
    fn an_invitation_ends_when_the_custom_role_of_its_inviter_lacks_what_it_gives() {
        let admin = Permissions::of(Role::Admin);
        for invited in [Role::Member, Role::Viewer, Role::Guest] {
            assert!(!is_revoked_with(Role::Admin, Some(admin), invited, None), "{invited:?}");
            for lacking in Permission::ALL.iter().filter(|it| it.allows(Role::Admin) && !it.is_basic()) {
                let custom = Permissions::filter(|it| admin.contains(it) && it != *lacking);
                let needs = *lacking == Permission::MemberInvite || lacking.allows(invited);
                assert_eq!(is_revoked_with(Role::Admin, Some(custom), invited, None), needs, "{invited:?} {lacking:?}");
            }
        }
    }

    #[test]
    fn an_invitation_ends_when_its_inviter_may_no_longer_give_the_role() {
        for giver in Role::ALL {
            for invited in Role::ALL.into_iter().filter(|role| *role != Role::External) {
                assert_eq!(is_revoked(giver, invited, None), !giver.may_manage(invited), "{giver:?} {invited:?}");
            }
        }
        assert!(is_revoked(Role::Owner, Role::Guest, Some(51)), "banned");
        assert!(!is_revoked(Role::Owner, Role::Guest, Some(50)), "the ban has ended");
    }
}
