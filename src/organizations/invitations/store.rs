//! SQL of invitations.

/// An invitation with who invited.
macro_rules! invitation_columns {
    () => {
        "SELECT invitation.id, invitation.email, invitation.role, invitation.estate_ids, invitation.status, \
        invitation.uses, invitation.expires_at, invitation.created_at, user.id AS inviter_id, user.name AS inviter_name \
        FROM invitation LEFT JOIN user ON user.id = invitation.invited_by "
    };
}

/// An invitation as whoever holds it meets it.
macro_rules! held_columns {
    () => {
        "SELECT invitation.id, invitation.organization_id, invitation.email, invitation.role, invitation.estate_ids, \
        invitation.status, invitation.expires_at, invitation.key_id, organization.name AS organization_name, \
        organization.slug, organization.default_estate_id, user.name AS inviter_name FROM invitation \
        JOIN organization ON organization.id = invitation.organization_id \
        LEFT JOIN user ON user.id = invitation.invited_by "
    };
}

crate::statements! {
    /// An organization's invitations, newest first, before a key; one whose time has run out counts as expired.
    LIST = concat!(
        invitation_columns!(),
        "WHERE invitation.organization_id = ?1 AND invitation.id < ?2 AND (?4 IS NULL OR ?4 = \
        CASE WHEN invitation.status = 'pending' AND invitation.expires_at <= ?5 THEN 'expired' \
        ELSE invitation.status END) ORDER BY invitation.id DESC LIMIT ?3"
    );
    /// One invitation of an organization.
    SELECT = concat!(invitation_columns!(), "WHERE invitation.id = ?2 AND invitation.organization_id = ?1");
    /// The invitation behind a token's hash.
    SELECT_BY_TOKEN = concat!(held_columns!(), "WHERE invitation.token_hash = ?1");
    /// The invitation that a mail speaks of.
    SELECT_BY_ID = concat!(held_columns!(), "WHERE invitation.id = ?1");
    /// One that has run out makes room for a new one.
    END_EXPIRED = "UPDATE invitation SET status = 'revoked', updated_at = ?3 WHERE organization_id = ?1 AND email = ?2 \
        AND status = 'pending' AND expires_at <= ?3";
    /// A new invitation, while the inviter still has the role that allows it, for somebody who does not belong there.
    INSERT = "INSERT INTO invitation (id, organization_id, email, role, estate_ids, token_hash, key_id, invited_by, \
        expires_at, created_at, updated_at) SELECT ?2, ?1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10 \
        WHERE EXISTS (SELECT 1 FROM organization_user_membership AS caller WHERE caller.id = ?11 \
        AND caller.organization_id = ?1 AND caller.role = ?12) \
        AND NOT EXISTS (SELECT 1 FROM user JOIN organization_user_membership AS membership \
        ON membership.user_id = user.id AND membership.organization_id = ?1 \
        WHERE user.email = ?3 AND membership.role <> 'external')";
    /// Whether somebody with that address belongs to the organization.
    SELECT_MEMBER = "SELECT membership.role FROM user JOIN organization_user_membership AS membership \
        ON membership.user_id = user.id AND membership.organization_id = ?1 \
        WHERE user.email = ?2 AND membership.role <> 'external'";
    /// Seven more days.
    PROLONG = "UPDATE invitation SET expires_at = ?3, updated_at = ?4 \
        WHERE id = ?2 AND organization_id = ?1 AND status = 'pending'";
    /// The end of an invitation that nobody has answered.
    END = "UPDATE invitation SET status = ?3, updated_at = ?4 WHERE id = ?2 AND organization_id = ?1 AND status = 'pending'";
    /// The end of what somebody has invited, and nobody has answered.
    END_OF_INVITER = "UPDATE invitation SET status = 'revoked', updated_at = ?3 WHERE organization_id = ?1 \
        AND invited_by = ?2 AND status = 'pending'";
    /// Somebody accepts it: that ends one by mail, and is counted with a link.
    USE = "UPDATE invitation SET uses = uses + 1, status = CASE WHEN email IS NULL THEN 'pending' ELSE 'accepted' END, \
        updated_at = ?3 WHERE id = ?2 AND organization_id = ?1 AND status = 'pending' AND expires_at > ?3";
    /// What somebody is in an organization, and the first estate that was granted to them.
    SELECT_MEMBERSHIP = "SELECT membership.role, (SELECT min(estate_grant.estate_id) FROM estate_grant \
        WHERE estate_grant.membership_id = membership.id) AS granted_estate_id \
        FROM organization_user_membership AS membership \
        WHERE membership.organization_id = ?1 AND membership.user_id = ?2 AND membership.role <> 'external'";
}
