//! SQL of estates.

crate::statements! {
    /// A new estate.
    INSERT = "INSERT INTO estate (id, organization_id, name, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)";
    /// A step of an estate's onboarding; the second of a kind does nothing.
    INSERT_ONBOARDING_EVENT = "INSERT OR IGNORE INTO estate_onboarding_event (id, estate_id, organization_id, event_type, \
        category, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)";
    /// One estate.
    SELECT = "SELECT id, name, created_at, updated_at FROM estate WHERE id = ?1 AND organization_id = ?2";
    /// An organization's estates, oldest first; with `?4`, the membership of a guest, those that were granted.
    LIST = "SELECT id, name, created_at, updated_at FROM estate WHERE organization_id = ?1 AND id > ?2 \
        AND (?4 IS NULL OR EXISTS (SELECT 1 FROM estate_grant WHERE estate_grant.membership_id = ?4 \
        AND estate_grant.estate_id = estate.id)) ORDER BY id LIMIT ?3";
    /// Another name.
    RENAME = "UPDATE estate SET name = ?3, updated_at = ?4 WHERE id = ?1 AND organization_id = ?2 AND name = ?5";
    /// The end of an estate with all that is in it, while it is called that and is not the organization's default.
    DELETE = "DELETE FROM estate WHERE id = ?1 AND organization_id = ?2 AND name = ?3 AND NOT EXISTS \
        (SELECT 1 FROM organization WHERE organization.id = ?2 AND organization.default_estate_id = ?1)";
    /// What is to be known to end an estate, or why it was not ended.
    SELECT_END = "SELECT estate.name, organization.default_estate_id IS ?1 AS is_default FROM estate \
        JOIN organization ON organization.id = estate.organization_id \
        WHERE estate.id = ?1 AND estate.organization_id = ?2";
}
