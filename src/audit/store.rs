//! SQL of the audit log.

crate::statements! {
    /// One line.
    INSERT = "INSERT INTO audit_log (id, organization_id, estate_id, actor_type, actor_id, acting_user_id, \
        impersonated_by, action, resource_type, resource_id, detail, ip_address, user_agent, request_id, created_at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
}
