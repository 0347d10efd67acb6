//! SQL of organizations and memberships.

crate::statements! {
    /// A new organization.
    INSERT = "INSERT INTO organization (id, name, created_at, updated_at) VALUES (?1, ?2, ?3, ?3)";
    /// A new membership.
    INSERT_MEMBERSHIP = "INSERT INTO organization_user_membership (id, organization_id, user_id, role, created_at, \
        updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)";
    /// A user's organizations, oldest first.
    LIST = "SELECT organization.id, organization.name, membership.role, organization.created_at, \
        organization.updated_at FROM organization_user_membership AS membership \
        JOIN organization ON organization.id = membership.organization_id \
        WHERE membership.user_id = ?1 AND membership.role <> 'external' AND membership.organization_id > ?2 \
        ORDER BY membership.organization_id LIMIT ?3";
    /// One organization as a member sees it.
    SELECT = "SELECT organization.id, organization.name, membership.role, organization.created_at, \
        organization.updated_at FROM organization_user_membership AS membership \
        JOIN organization ON organization.id = membership.organization_id \
        WHERE membership.user_id = ?1 AND membership.organization_id = ?2";
    /// An organization's members, oldest membership first.
    LIST_MEMBERS = "SELECT membership.id AS membership_id, user.id AS user_id, user.name, user.email, user.image, \
        membership.role, user.is_bot, membership.created_at FROM organization_user_membership AS membership \
        JOIN user ON user.id = membership.user_id \
        WHERE membership.organization_id = ?1 AND membership.id > ?2 ORDER BY membership.id LIMIT ?3";
    /// A member's role.
    SELECT_ROLE = "SELECT role FROM organization_user_membership WHERE organization_id = ?1 AND user_id = ?2";
    /// Ends a membership, unless it is that of the last owner.
    DELETE_MEMBERSHIP = "DELETE FROM organization_user_membership WHERE organization_id = ?1 AND user_id = ?2 \
        AND role = ?3 AND (role <> 'owner' OR (SELECT count(*) FROM organization_user_membership AS other \
        WHERE other.organization_id = ?1 AND other.role = 'owner') > 1)";
    /// Fails, and the batch with it, when the membership is still there: D1 has no other way to give up in the middle.
    ASSERT_REMOVED = "SELECT json('still a member') FROM organization_user_membership \
        WHERE organization_id = ?1 AND user_id = ?2";
    /// Where a user belongs.
    LIST_IDS = "SELECT organization_id FROM organization_user_membership WHERE user_id = ?1 LIMIT 1000";
}

/// What SQLite says when [`ASSERT_REMOVED`] finds somebody: `json()` refuses this text.
pub const STILL_A_MEMBER: &str = "malformed JSON";
