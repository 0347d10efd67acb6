//! SQL of the retention of audit events.

crate::statements! {
    /// The rule of an organization.
    SELECT = "SELECT days FROM audit_retention WHERE organization_id = ?1";
    PUT = "INSERT INTO audit_retention (organization_id, days, signature, next_removal_at, updated_at) \
        VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (organization_id) DO UPDATE SET days = excluded.days, \
        signature = excluded.signature, next_removal_at = excluded.next_removal_at, updated_at = excluded.updated_at";
    DELETE = "DELETE FROM audit_retention WHERE organization_id = ?1";
    /// Rules that are due, those first that have waited longest, with the number of the last event that may be removed: the
    /// last one that was delivered where there is a stream.
    LIST_DUE = "SELECT rule.organization_id, rule.days, rule.signature, \
        coalesce(stream.delivered_sequence, 9007199254740991) AS up_to FROM audit_retention AS rule \
        LEFT JOIN audit_stream AS stream ON stream.organization_id = rule.organization_id \
        WHERE rule.next_removal_at <= ?1 ORDER BY rule.next_removal_at LIMIT ?2";
    SET_NEXT = "UPDATE audit_retention SET signature = ?2, next_removal_at = ?3 WHERE organization_id = ?1";
}
