//! SQL of estates.

crate::statements! {
    /// A new estate.
    INSERT = "INSERT INTO estate (id, organization_id, name, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)";
    /// A step of an estate's onboarding; the second of a kind does nothing.
    INSERT_ONBOARDING_EVENT = "INSERT OR IGNORE INTO estate_onboarding_event (id, estate_id, organization_id, event_type, \
        category, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)";
    /// One estate.
    SELECT = "SELECT id, name, created_at, updated_at FROM estate WHERE id = ?1 AND organization_id = ?2";
    /// An organization's estates, oldest first.
    LIST = "SELECT id, name, created_at, updated_at FROM estate WHERE organization_id = ?1 AND id > ?2 \
        ORDER BY id LIMIT ?3";
}
