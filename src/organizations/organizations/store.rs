//! SQL of organizations and their slugs.

/// An organization as a member sees it. Guests see the default estate only when it is granted to them.
macro_rules! organization_columns {
    () => {
        "organization.id, organization.name, organization.slug, organization.logo, membership.role, \
        CASE WHEN membership.role <> 'guest' OR EXISTS (SELECT 1 FROM estate_access \
        WHERE estate_access.holder_id = membership.id AND estate_access.estate_id = organization.default_estate_id) \
        THEN organization.default_estate_id END AS default_estate_id, organization.second_factor_required_from, \
        organization.created_at, organization.updated_at, organization.revision \
        FROM organization_user_membership AS membership \
        JOIN organization ON organization.id = membership.organization_id AND organization.deleted_at IS NULL "
    };
}

use crate::api::Revision;

/// How an organization's revision is found.
pub const REVISION: Revision = Revision { parameter: "organizationId", select: SELECT_REVISION };

crate::statements! {
    SELECT_REVISION = "SELECT revision FROM organization WHERE id = ?1 AND id = ?2";
    /// Inserts an organization with the first slug, of those in the JSON array, that no organization has or had. Without one, [`INSERT_SLUG`] fails.
    INSERT = "INSERT INTO organization (id, name, slug, created_at, updated_at) SELECT ?1, ?2, \
        (SELECT value ->> 'slug' FROM json_each(?3) WHERE NOT EXISTS \
        (SELECT 1 FROM organization_slug_history AS history WHERE history.slug = value ->> 'slug') AND NOT EXISTS \
        (SELECT 1 FROM organization_slug_tombstone AS tombstone WHERE tombstone.slug_hash = value ->> 'hash') LIMIT 1), \
        ?4, ?4";
    /// Reserves a slug for an organization permanently.
    INSERT_SLUG = "INSERT INTO organization_slug_history (slug, organization_id, created_at) \
        SELECT slug, id, ?2 FROM organization WHERE id = ?1 \
        ON CONFLICT (slug) DO NOTHING";
    /// Sets the estate to open first.
    SET_DEFAULT_ESTATE = "UPDATE organization SET default_estate_id = ?2 WHERE id = ?1 \
        AND EXISTS (SELECT 1 FROM estate WHERE estate.id = ?2 AND estate.organization_id = ?1)";
    /// The slug of a new organization.
    SELECT_SLUG = "SELECT slug FROM organization WHERE id = ?1";
    /// Updates name, slug or default estate, while they are unchanged, the slug is free and the estate is in the
    /// organization.
    UPDATE = "UPDATE organization SET name = ?2, slug = ?3, default_estate_id = ?4, updated_at = ?5 \
        WHERE id = ?1 AND name = ?6 AND slug = ?7 AND default_estate_id IS ?8 AND NOT EXISTS \
        (SELECT 1 FROM organization_slug_history AS history WHERE history.slug = ?3 AND history.organization_id <> ?1) \
        AND NOT EXISTS (SELECT 1 FROM organization_slug_tombstone AS tombstone WHERE tombstone.slug_hash = ?9) \
        AND (?4 IS ?8 OR EXISTS (SELECT 1 FROM estate WHERE estate.id = ?4 AND estate.organization_id = ?1))";
    /// Sets from when a second factor is required. Who requires one has one.
    REQUIRE_SECOND_FACTOR = "UPDATE organization SET second_factor_required_from = ?2, updated_at = ?4 WHERE id = ?1 \
        AND (?2 IS NULL OR EXISTS (SELECT 1 FROM totp_factor WHERE totp_factor.user_id = ?3 \
        AND totp_factor.confirmed_at IS NOT NULL) OR EXISTS (SELECT 1 FROM passkey WHERE passkey.user_id = ?3))";
    /// Explains why [`UPDATE`] failed.
    SELECT_CONFLICT_REASON = "SELECT EXISTS (SELECT 1 FROM organization_slug_history AS history \
        WHERE history.slug = ?2 AND history.organization_id <> ?1) OR EXISTS (SELECT 1 \
        FROM organization_slug_tombstone AS tombstone WHERE tombstone.slug_hash = ?4) AS is_slug_taken, \
        NOT EXISTS (SELECT 1 FROM estate WHERE estate.id = ?3 AND estate.organization_id = ?1) AS is_estate_missing";
    /// Replaces the logo, unless it was changed since it was read.
    UPDATE_LOGO = "UPDATE organization SET logo = ?2, updated_at = ?3 WHERE id = ?1 AND logo IS ?4";
    /// The columns that a deletion checks and reports.
    SELECT_FOR_DELETION = "SELECT name, slug FROM organization WHERE id = ?1 AND deleted_at IS NULL";
    /// Deletes an organization so that it can be restored, while the caller owns it and it has that slug.
    CLOSE = "UPDATE organization SET deleted_at = ?4, deleted_by = ?3, updated_at = ?4 WHERE id = ?1 AND slug = ?2 \
        AND deleted_at IS NULL AND EXISTS (SELECT 1 FROM organization_user_membership AS caller \
        WHERE caller.organization_id = ?1 AND caller.user_id = ?3 AND caller.role = 'owner')";
    /// Restores an organization that was deleted since `?4`, while the caller owns it.
    RESTORE = "UPDATE organization SET deleted_at = NULL, deleted_by = NULL, updated_at = ?3 WHERE id = ?1 \
        AND deleted_at > ?4 AND EXISTS (SELECT 1 FROM organization_user_membership AS caller \
        WHERE caller.organization_id = ?1 AND caller.user_id = ?2 AND caller.role = 'owner')";
    /// The organizations that a user owned, deleted since `?4`.
    LIST_DELETED = "SELECT organization.id, organization.name, organization.slug, organization.deleted_at, \
        deleter.name AS deleted_by, organization.deleted_at + ?5 AS restorable_until \
        FROM organization_user_membership AS membership \
        JOIN organization ON organization.id = membership.organization_id \
        LEFT JOIN user AS deleter ON deleter.id = organization.deleted_by \
        WHERE membership.user_id = ?1 AND membership.role = 'owner' AND membership.organization_id > ?2 \
        AND organization.deleted_at > ?4 ORDER BY membership.organization_id LIMIT ?3";
    /// The organizations that were deleted until `?1`.
    LIST_DUE = "SELECT id FROM organization WHERE deleted_at <= ?1 ORDER BY deleted_at LIMIT ?2";
    /// The columns that a deletion for good checks and reports.
    SELECT_FOR_PURGE = "SELECT name, slug, logo, stripe_customer_id FROM organization WHERE id = ?1";
    /// The slugs that an organization has and had.
    LIST_SLUGS = "SELECT slug FROM organization_slug_history WHERE organization_id = ?1 \
        ORDER BY slug LIMIT ?2";
    /// Keeps the slugs with these hashes from other organizations.
    INSERT_TOMBSTONES = "INSERT INTO organization_slug_tombstone (slug_hash, created_at) SELECT value, ?2 \
        FROM json_each(?1) WHERE true ON CONFLICT (slug_hash) DO NOTHING";
    /// The estates of an organization.
    LIST_ESTATES = "SELECT id FROM estate WHERE organization_id = ?1 ORDER BY id LIMIT ?2";
    /// Fails the batch unless the organization has exactly these estates.
    ASSERT_ESTATES = "SELECT json('other estates') WHERE (SELECT count(*) FROM estate WHERE organization_id = ?1) <> ?2 \
        OR (SELECT max(id) FROM estate WHERE organization_id = ?1) IS NOT ?3";
    /// Deletes an organization with all its rows, while it has that slug, and the user `?3` owns it or it was deleted until
    /// `?4`.
    DELETE = "DELETE FROM organization WHERE id = ?1 AND slug = ?2 AND (deleted_at <= ?4 OR EXISTS (SELECT 1 \
        FROM organization_user_membership AS caller WHERE caller.organization_id = ?1 AND caller.user_id = ?3 \
        AND caller.role = 'owner'))";
    /// A new membership.
    INSERT_MEMBERSHIP = "INSERT INTO organization_user_membership (id, organization_id, user_id, role, created_at, \
        updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)";
    /// A user's organizations, oldest first.
    LIST = concat!(
        "SELECT ", organization_columns!(), "WHERE membership.user_id = ?1 AND membership.role <> 'external' \
        AND membership.organization_id > ?2 ORDER BY membership.organization_id LIMIT ?3"
    );
    /// One organization as a member sees it.
    SELECT = concat!(
        "SELECT ", organization_columns!(), "WHERE membership.user_id = ?1 AND membership.organization_id = ?2"
    );
    /// One organization as a service account sees it.
    SELECT_FOR_SERVICE_ACCOUNT = "SELECT organization.id, organization.name, organization.slug, organization.logo, \
        iif(account.is_limited, 'guest', account.role) AS role, CASE WHEN account.is_limited = 0 OR EXISTS \
        (SELECT 1 FROM estate_access WHERE estate_access.holder_id = account.id \
        AND estate_access.estate_id = organization.default_estate_id) THEN organization.default_estate_id END \
        AS default_estate_id, organization.second_factor_required_from, organization.created_at, \
        organization.updated_at, organization.revision FROM service_account AS account \
        JOIN organization ON organization.id = account.organization_id WHERE account.id = ?1 AND organization.id = ?2";
    /// One organization as a member sees it, by a current or former slug.
    SELECT_BY_SLUG = concat!(
        "SELECT ", organization_columns!(), "WHERE membership.user_id = ?1 AND membership.role <> 'external' \
        AND membership.organization_id = (SELECT organization_id FROM organization_slug_history WHERE slug = ?2)"
    );
}

/// SQLite's message when [`INSERT_SLUG`] finds no slug.
pub const NO_SLUG: &str = "NOT NULL constraint failed: organization_slug_history.slug";
