//! SQL of a user's own account.

crate::statements! {
    /// Updates the profile, unless it was changed since it was read.
    UPDATE_PROFILE = "UPDATE user SET name = ?2, debug_mode = ?3, updated_at = ?4 \
        WHERE id = ?1 AND name = ?5 AND debug_mode = ?6";
    /// Replaces the picture, unless it was changed since it was read.
    UPDATE_PICTURE = "UPDATE user SET image = ?2, updated_at = ?3 WHERE id = ?1 AND image IS ?4";
    /// Sets a verified address, unless the address was changed since it was read.
    UPDATE_EMAIL = "UPDATE user SET email_proven_at = iif(email = ?2, email_proven_at, NULL), email = ?2, \
        email_verified = 1, updated_at = ?3 WHERE id = ?1 AND email = ?4";
    /// The sign-in methods of a user.
    LIST_ACCOUNTS = "SELECT account.id, account.provider_id AS provider, \
        CASE account.provider_id WHEN 'credential' THEN user.email ELSE account.label END AS label, account.created_at \
        FROM account JOIN user ON user.id = account.user_id WHERE account.user_id = ?1 \
        AND account.provider_id IN ('credential', 'google', 'github', 'slack') \
        AND (account.provider_id <> 'credential' OR account.password_hash IS NOT NULL) LIMIT 1000";
    /// Deletes an account unless it is the user's last sign-in method.
    DELETE_ACCOUNT = "DELETE FROM account WHERE id = ?1 AND user_id = ?2 \
        AND provider_id IN ('credential', 'google', 'github', 'slack') \
        AND EXISTS (SELECT 1 FROM account AS other WHERE other.user_id = ?2 AND other.id <> ?1 \
        AND other.provider_id IN ('credential', 'google', 'github', 'slack') \
        AND (other.provider_id <> 'credential' OR other.password_hash IS NOT NULL))";
    LIST_ORGANIZATION_IDS = "SELECT organization_id FROM organization_user_membership WHERE user_id = ?1 LIMIT 1000";
    LIST_MEMBERSHIPS = "SELECT membership.organization_id, organization.name AS organization_name, membership.role, \
        membership.created_at FROM organization_user_membership AS membership \
        JOIN organization ON organization.id = membership.organization_id AND organization.deleted_at IS NULL \
        WHERE membership.user_id = ?1 ORDER BY membership.organization_id LIMIT 1000";
    /// Deletes a user, with sessions, accounts and memberships, unless address or picture were changed since they were
    /// read.
    DELETE_USER = "DELETE FROM user WHERE id = ?1 AND email = ?2 AND image IS ?3";
    /// Bans a user who is not an administrator.
    /// Sets a user's role on the platform, while the administrator who does it is still one: by the role, or (`?5`) by the
    /// domain of the address.
    SET_ROLE = "UPDATE user SET role = ?2, updated_at = ?3 WHERE id = ?1 AND role <> ?2 \
        AND (?5 OR EXISTS (SELECT 1 FROM user AS administrator WHERE administrator.id = ?4 \
        AND administrator.role = 'admin' AND administrator.banned = 0)) \
        AND (?2 <> 'admin' OR email_verified = 1 AND banned = 0 AND is_bot = 0)";
    BAN = "UPDATE user SET banned = 1, ban_reason = ?2, ban_expires_at = ?3, updated_at = ?4 \
        WHERE id = ?1 AND role <> 'admin'";
    LIFT_BAN = "UPDATE user SET banned = 0, ban_reason = NULL, ban_expires_at = NULL, updated_at = ?2 WHERE id = ?1";
    /// The API keys that a user has created.
    LIST_KEYS = "SELECT api_key.id, api_key.organization_id, api_key.name, api_key.expires_at, api_key.last_used_at, \
        api_key.created_at FROM organization_user_membership AS own JOIN api_key ON api_key.membership_id = own.id \
        AND api_key.organization_id = own.organization_id WHERE own.user_id = ?1 LIMIT 1000";
    /// The invitations that a user has sent.
    LIST_INVITATIONS = "SELECT id, organization_id, email, role, created_at FROM invitation \
        WHERE invited_by = ?1 LIMIT 1000";
    /// The audit events of a user in an organization, or without one, newest first.
    LIST_AUDIT = "SELECT id, organization_id, action, resource_type, resource_id, ip_address, created_at FROM audit_log \
        WHERE organization_id IS ?1 AND actor_id = ?2 ORDER BY position DESC LIMIT ?3";
}
