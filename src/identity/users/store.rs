//! SQL of what users do with their own accounts.

crate::statements! {
    /// Another name, or other pages, if they still are what they were.
    UPDATE_PROFILE = "UPDATE user SET name = ?2, debug_mode = ?3, updated_at = ?4 \
        WHERE id = ?1 AND name = ?5 AND debug_mode = ?6";
    /// Another picture, in the place of the one that was there.
    UPDATE_PICTURE = "UPDATE user SET image = ?2, updated_at = ?3 WHERE id = ?1 AND image IS ?4";
    /// Another address, or the same, proven now.
    UPDATE_EMAIL = "UPDATE user SET email = ?2, email_verified = 1, updated_at = ?3 WHERE id = ?1 AND email = ?4";
    /// A user's sessions that are still good, newest first.
    LIST_SESSIONS = "SELECT id, kind, user_agent, ip_address, place, created_at, refreshed_at, expires_at, \
        impersonated_by IS NOT NULL AS impersonated FROM session \
        WHERE user_id = ?1 AND expires_at > ?2 AND (created_at, id) < (?3, ?4) \
        ORDER BY created_at DESC, id DESC LIMIT ?5";
    /// The end of one of a user's sessions.
    DELETE_SESSION = "DELETE FROM session WHERE id = ?1 AND user_id = ?2";
    /// A user's ways to sign in.
    LIST_ACCOUNTS = "SELECT account.id, account.provider_id AS provider, \
        CASE account.provider_id WHEN 'credential' THEN user.email ELSE account.label END AS label, account.created_at \
        FROM account JOIN user ON user.id = account.user_id WHERE account.user_id = ?1 \
        AND account.provider_id IN ('credential', 'google', 'github', 'slack') \
        AND (account.provider_id <> 'credential' OR account.password_hash IS NOT NULL) LIMIT 1000";
    /// The end of a way to sign in, unless it is the last one.
    DELETE_ACCOUNT = "DELETE FROM account WHERE id = ?1 AND user_id = ?2 \
        AND provider_id IN ('credential', 'google', 'github', 'slack') \
        AND EXISTS (SELECT 1 FROM account AS other WHERE other.user_id = ?2 AND other.id <> ?1 \
        AND other.provider_id IN ('credential', 'google', 'github', 'slack') \
        AND (other.provider_id <> 'credential' OR other.password_hash IS NOT NULL))";
    /// Where a user belongs.
    LIST_MEMBERSHIPS = "SELECT membership.organization_id, organization.name AS organization_name, membership.role, \
        membership.created_at FROM organization_user_membership AS membership \
        JOIN organization ON organization.id = membership.organization_id \
        WHERE membership.user_id = ?1 ORDER BY membership.organization_id LIMIT 1000";
    /// The organizations that a user owns alone, and whether other people belong to them. Programs, and people who are
    /// only known from a connected workspace, could not take them over.
    LIST_OWNED_ALONE = "SELECT organization.id, organization.name, EXISTS (SELECT 1 \
        FROM organization_user_membership AS other JOIN user AS person ON person.id = other.user_id \
        WHERE other.organization_id = own.organization_id AND other.user_id <> ?1 AND other.role <> 'external' \
        AND person.is_bot = 0) AS has_others FROM organization_user_membership AS own \
        JOIN organization ON organization.id = own.organization_id WHERE own.user_id = ?1 AND own.role = 'owner' \
        AND NOT EXISTS (SELECT 1 FROM organization_user_membership AS owner WHERE owner.role = 'owner' \
        AND owner.organization_id = own.organization_id AND owner.user_id <> ?1) ORDER BY own.organization_id LIMIT 1000";
    /// Fails, and the batch with it, when somebody else belongs to one of these organizations.
    ASSERT_ALONE = "SELECT json('somebody else') FROM json_each(?2) \
        JOIN organization_user_membership AS other ON other.organization_id = json_each.value \
        JOIN user AS person ON person.id = other.user_id \
        WHERE other.user_id <> ?1 AND other.role <> 'external' AND person.is_bot = 0";
    /// Fails, and the batch with it, when the user still owns an organization alone.
    ASSERT_HANDED_OVER = "SELECT json('an only owner') FROM organization_user_membership AS own \
        WHERE own.user_id = ?1 AND own.role = 'owner' AND NOT EXISTS (SELECT 1 \
        FROM organization_user_membership AS owner WHERE owner.organization_id = own.organization_id \
        AND owner.user_id <> ?1 AND owner.role = 'owner')";
    /// Fails, and the batch with it, when the user belongs to another number of organizations.
    ASSERT_MEMBERSHIPS = "SELECT json('other memberships') \
        WHERE (SELECT count(*) FROM organization_user_membership WHERE user_id = ?1) <> ?2";
    /// The end of a user, with sessions, ways to sign in and memberships.
    DELETE_USER = "DELETE FROM user WHERE id = ?1 AND email = ?2 AND image IS ?3";
    /// The API keys that a user has made.
    LIST_KEYS = "SELECT api_key.id, api_key.organization_id, api_key.name, api_key.expires_at, api_key.last_used_at, \
        api_key.created_at FROM organization_user_membership AS own JOIN api_key ON api_key.membership_id = own.id \
        AND api_key.organization_id = own.organization_id WHERE own.user_id = ?1 LIMIT 1000";
    /// The invitations that a user has sent.
    LIST_INVITATIONS = "SELECT id, organization_id, email, role, created_at FROM invitation \
        WHERE invited_by = ?1 LIMIT 1000";
    /// What a user has done in an organization, or in none, newest first.
    LIST_AUDIT = "SELECT id, organization_id, action, resource_type, resource_id, ip_address, created_at FROM audit_log \
        WHERE organization_id IS ?1 AND actor_id = ?2 ORDER BY position DESC LIMIT ?3";
}
