//! SQL of the audit log and its chains.

/// A line with the names of those in it. Conditions that are not given are null.
macro_rules! list {
    ($condition:literal) => {
        concat!(
            "SELECT line.position, line.id, line.sequence, line.hash, line.estate_id, line.actor_type, line.actor_id, \
            line.acting_user_id, line.impersonated_by, line.action, line.resource_type, line.resource_id, line.detail, \
            line.ip_address, line.user_agent, line.request_id, line.created_at, \
            coalesce(api_key.name, person.name) AS actor_name, impersonator.name AS impersonator_name \
            FROM audit_log AS line LEFT JOIN user AS person ON person.id = coalesce(line.acting_user_id, line.actor_id) \
            LEFT JOIN api_key ON api_key.id = line.actor_id \
            LEFT JOIN user AS impersonator ON impersonator.id = line.impersonated_by \
            WHERE line.organization_id = ?1 AND line.position < ?2 AND ",
            $condition,
            " AND (?4 IS NULL OR line.actor_id = ?4 OR line.acting_user_id = ?4) AND (?5 IS NULL OR line.action = ?5) \
            AND (?6 IS NULL OR line.resource_type = ?6) AND (?7 IS NULL OR line.resource_id = ?7) \
            AND (?8 IS NULL OR line.created_at >= ?8) AND (?9 IS NULL OR line.created_at <= ?9) \
            ORDER BY line.position DESC LIMIT ?3"
        )
    };
}

crate::statements! {
    /// One line.
    INSERT = "INSERT INTO audit_log (id, organization_id, estate_id, actor_type, actor_id, acting_user_id, \
        impersonated_by, action, resource_type, resource_id, detail, ip_address, user_agent, request_id, created_at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
    /// An organization's lines, newest first.
    LIST = list!("TRUE");
    /// The same where the action is known, which has an index.
    LIST_BY_ACTION = list!("line.action = ?5");
    /// The same where the resource is known, which has an index.
    LIST_BY_RESOURCE = list!("line.resource_type = ?6 AND line.resource_id = ?7");

    /// Lines over which no chain is closed, in the order in which they were written.
    LIST_OPEN = "SELECT position, id, organization_id, estate_id, actor_type, actor_id, acting_user_id, \
        impersonated_by, action, resource_type, resource_id, detail, ip_address, user_agent, request_id, created_at \
        FROM audit_log WHERE sequence IS NULL ORDER BY position LIMIT ?1";
    /// The ends of chains.
    SELECT_ENDS = "SELECT chain, sequence, hash FROM audit_chain WHERE chain IN (SELECT value FROM json_each(?1))";
    /// Numbers and hashes of lines: an array of `{position, sequence, hash}`.
    CLOSE_LINES = "UPDATE audit_log SET sequence = json_each.value ->> 'sequence', hash = json_each.value ->> 'hash' \
        FROM json_each(?1) WHERE audit_log.position = json_each.value ->> 'position' AND audit_log.sequence IS NULL";
    /// Moves a chain's end forward, unless somebody else has.
    MOVE_END = "INSERT INTO audit_chain (chain, sequence, hash, updated_at) VALUES (?1, ?2, ?3, ?5) \
        ON CONFLICT (chain) DO UPDATE SET sequence = ?2, hash = ?3, updated_at = ?5 WHERE audit_chain.sequence = ?4";
    /// Fails, and the batch with it, when the end is not where it was moved to.
    ASSERT_MOVED = "SELECT json('moved by somebody else') FROM audit_chain WHERE chain = ?1 AND hash <> ?2";

    /// A chain's end.
    SELECT_END = "SELECT chain, sequence, hash FROM audit_chain WHERE chain = ?1";
    /// Lines of a chain from a number on, in order.
    LIST_CLOSED = "SELECT position, id, organization_id, estate_id, actor_type, actor_id, acting_user_id, \
        impersonated_by, action, resource_type, resource_id, detail, ip_address, user_agent, request_id, created_at, \
        sequence, hash FROM audit_log WHERE organization_id = ?1 AND sequence IS NOT NULL AND sequence >= ?2 \
        ORDER BY sequence LIMIT ?3";
}
