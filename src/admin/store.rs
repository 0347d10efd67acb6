//! SQL of the administrators' lists, across all domains.

macro_rules! user_columns {
    () => {
        "user.id, user.name, user.email, user.image, user.role, user.email_verified, user.email_proven_at IS NOT NULL AS email_proven, user.is_bot, \
        (user.banned = 1 AND (user.ban_expires_at IS NULL OR user.ban_expires_at > ?1)) AS banned, user.ban_reason, \
        user.ban_expires_at, user.last_seen_at, user.created_at, (SELECT count(*) FROM organization_user_membership \
        AS membership JOIN organization ON organization.id = membership.organization_id \
        AND organization.deleted_at IS NULL WHERE membership.user_id = user.id) AS organization_count"
    };
}

/// The organizations with other people of which the user `?1` is the only owner who is not banned at `?2`. Programs and
/// externals do not count: they cannot own an organization.
macro_rules! only_owned {
    () => {
        " FROM organization_user_membership AS own JOIN organization ON organization.id = own.organization_id \
        AND organization.deleted_at IS NULL WHERE own.user_id = ?1 AND own.role = 'owner' AND EXISTS (SELECT 1 FROM organization_user_membership AS other \
        JOIN user AS person ON person.id = other.user_id WHERE other.organization_id = own.organization_id \
        AND other.user_id <> ?1 AND other.role <> 'external' AND person.is_bot = 0) \
        AND NOT EXISTS (SELECT 1 FROM organization_user_membership AS owner \
        JOIN user AS person ON person.id = owner.user_id WHERE owner.organization_id = own.organization_id \
        AND owner.user_id <> ?1 AND owner.role = 'owner' \
        AND (person.banned = 0 OR (person.ban_expires_at IS NOT NULL AND person.ban_expires_at <= ?2))) \
        ORDER BY own.organization_id LIMIT 100"
    };
}

crate::statements! {
    LIST_ONLY_OWNED = concat!("SELECT organization.id, organization.name", only_owned!());
    /// Fails the batch when there is such an organization.
    ASSERT_NONE_ONLY_OWNED = concat!("SELECT json('an only owner')", only_owned!());
    /// Users, newest first.
    LIST_USERS = concat!("SELECT ", user_columns!(), " FROM user WHERE user.id < ?2 \
        AND (?4 IS NULL OR instr(lower(user.name), ?4) > 0 OR instr(user.email, ?4) > 0 OR user.id = ?4) \
        AND (?5 IS NULL OR (user.banned = 1 AND (user.ban_expires_at IS NULL OR user.ban_expires_at > ?1)) = ?5) \
        ORDER BY user.id DESC LIMIT ?3");
    /// One user.
    SELECT_USER = concat!("SELECT ", user_columns!(), " FROM user WHERE user.id = ?2");
    /// A user's memberships.
    LIST_MEMBERSHIPS = "SELECT organization.id, organization.name, organization.slug, membership.role \
        FROM organization_user_membership AS membership JOIN organization ON organization.id = membership.organization_id \
        AND organization.deleted_at IS NULL WHERE membership.user_id = ?1 ORDER BY membership.organization_id LIMIT 100";
    /// Organizations, newest first.
    LIST_ORGANIZATIONS = "SELECT id, name, coalesce(slug, '') AS slug, created_at, \
        (SELECT count(*) FROM organization_user_membership AS membership \
        WHERE membership.organization_id = organization.id) AS member_count, \
        (SELECT count(*) FROM estate WHERE estate.organization_id = organization.id) AS estate_count \
        FROM organization WHERE id < ?1 AND deleted_at IS NULL \
        AND (?3 IS NULL OR instr(lower(name), ?3) > 0 OR instr(slug, ?3) > 0 OR id = ?3) ORDER BY id DESC LIMIT ?2";
    /// Estates, newest first.
    LIST_ESTATES = "SELECT estate.id, estate.name, estate.created_at, organization.id AS organization_id, \
        organization.name AS organization_name, source.repository_full_name AS repository, build.id AS build_id, \
        build.status AS build_status, build.created_at AS build_created_at FROM estate \
        JOIN organization ON organization.id = estate.organization_id AND organization.deleted_at IS NULL \
        LEFT JOIN config_source AS source ON source.estate_id = estate.id AND source.deactivated_at IS NULL \
        LEFT JOIN build ON build.estate_id = estate.id AND build.number = \
        (SELECT max(number) FROM build AS newest WHERE newest.estate_id = estate.id) \
        WHERE estate.id < ?1 AND (?3 IS NULL OR instr(lower(estate.name), ?3) > 0 \
        OR instr(lower(organization.name), ?3) > 0 OR instr(lower(source.repository_full_name), ?3) > 0 OR estate.id = ?3) \
        ORDER BY estate.id DESC LIMIT ?2";
    /// An estate's organization.
    SELECT_ESTATE = "SELECT organization_id FROM estate WHERE id = ?1";
    /// Builds, newest first.
    LIST_BUILDS = "SELECT build.id, build.status, build.commit_hash, build.created_at, build.started_at, \
        build.completed_at, estate.id AS estate_id, estate.name AS estate_name, organization.id AS organization_id, \
        organization.name AS organization_name FROM build JOIN estate ON estate.id = build.estate_id \
        JOIN organization ON organization.id = estate.organization_id AND organization.deleted_at IS NULL \
        WHERE build.id < ?1 AND (?3 IS NULL OR build.status = ?3) ORDER BY build.id DESC LIMIT ?2";
}
