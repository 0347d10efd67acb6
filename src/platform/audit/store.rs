//! SQL of the audit log and its chains.

/// Audit events with the names of the people in them.
macro_rules! select_events {
    () => {
        concat!(
            "SELECT event.position, event.id, event.sequence, event.hash, event.estate_id, event.actor_type, event.actor_id, \
            event.acting_user_id, event.impersonated_by, event.action, event.resource_type, event.resource_id, event.detail, \
            event.ip_address, event.user_agent, event.request_id, event.created_at, \
            coalesce(account.name, api_key.name, person.name) AS actor_name, impersonator.name AS impersonator_name, \
            app.name AS app_name FROM audit_log AS event LEFT JOIN user AS person ON person.id = CASE event.actor_type \
            WHEN 'user' THEN event.actor_id ELSE coalesce(event.acting_user_id, event.actor_id) END \
            LEFT JOIN oauth_client AS app ON app.id = event.acting_user_id AND event.actor_type = 'user' \
            LEFT JOIN api_key ON api_key.id = event.actor_id \
            LEFT JOIN service_account AS account ON account.id = event.acting_user_id \
            LEFT JOIN user AS impersonator ON impersonator.id = event.impersonated_by "
        )
    };
}

/// The audit events of a chain: of an organization, or of the platform when `?1` is null. Conditions that are not given
/// are null.
macro_rules! list {
    ($condition:literal) => {
        concat!(
            select_events!(),
            "WHERE event.organization_id IS ?1 AND event.position < ?2 AND ",
            $condition,
            " AND (?4 IS NULL OR event.actor_id = ?4 OR event.acting_user_id = ?4) AND (?5 IS NULL OR event.action = ?5) \
            AND (?6 IS NULL OR event.resource_type = ?6) AND (?7 IS NULL OR event.resource_id = ?7) \
            AND (?8 IS NULL OR event.created_at >= ?8) AND (?9 IS NULL OR event.created_at <= ?9) \
            ORDER BY event.position DESC LIMIT ?3"
        )
    };
}

crate::statements! {
    /// Writes an audit event.
    INSERT = "INSERT INTO audit_log (id, organization_id, estate_id, actor_type, actor_id, acting_user_id, \
        impersonated_by, action, resource_type, resource_id, detail, ip_address, user_agent, request_id, created_at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
    /// A chain's audit events, newest first.
    LIST = list!("TRUE");
    /// The same where the action is known, which has an index.
    LIST_BY_ACTION = list!("event.action = ?5");
    /// The same where the resource is known, which has an index.
    LIST_BY_RESOURCE = list!("event.resource_type = ?6 AND event.resource_id = ?7");

    /// The audit events without an organization that concern a user and are about resources of these types, newest first.
    LIST_CONCERNING = concat!(
        select_events!(),
        "WHERE event.organization_id IS NULL \
        AND CASE event.resource_type WHEN 'user' THEN event.resource_id ELSE event.actor_id END = ?1 AND event.position < ?2 \
        AND event.resource_type IN (SELECT value FROM json_each(?4)) ORDER BY event.position DESC LIMIT ?3"
    );

    /// An organization's audit events after a number, in the order of the chain.
    LIST_AFTER = concat!(
        select_events!(),
        "WHERE event.organization_id = ?1 AND event.sequence IS NOT NULL AND event.sequence > ?2 \
        ORDER BY event.sequence LIMIT ?3"
    );

    /// Events that are not chained yet, in the order in which they were written.
    LIST_PENDING = "SELECT position, id, organization_id, estate_id, actor_type, actor_id, acting_user_id, \
        impersonated_by, action, resource_type, resource_id, detail, ip_address, user_agent, request_id, created_at \
        FROM audit_log WHERE sequence IS NULL ORDER BY position LIMIT ?1";
    /// The heads of chains.
    SELECT_HEADS = "SELECT chain, sequence, hash FROM audit_chain WHERE chain IN (SELECT value FROM json_each(?1))";
    /// Numbers and hashes of events, out of a JSON array of `{position, sequence, hash}`.
    CHAIN_EVENTS = "UPDATE audit_log SET sequence = json_each.value ->> 'sequence', hash = json_each.value ->> 'hash' \
        FROM json_each(?1) WHERE audit_log.position = json_each.value ->> 'position' AND audit_log.sequence IS NULL";
    /// Moves a chain's head forward, unless it has moved since it was read.
    MOVE_HEAD = "INSERT INTO audit_chain (chain, sequence, hash, updated_at) VALUES (?1, ?2, ?3, ?5) \
        ON CONFLICT (chain) DO UPDATE SET sequence = ?2, hash = ?3, updated_at = ?5 WHERE audit_chain.sequence = ?4";
    /// Fails, and the batch with it, when the head is not where it was moved to.
    ASSERT_MOVED = "SELECT json('the head has moved') FROM audit_chain WHERE chain = ?1 AND hash <> ?2";

    /// Chains that have grown since they were anchored.
    LIST_NOT_ANCHORED = "SELECT chain, sequence, hash FROM audit_chain INDEXED BY audit_chain_not_anchored \
        WHERE anchored_sequence < sequence ORDER BY chain LIMIT ?1";
    /// How far chains are anchored, out of a JSON array of `{chain, sequence}`.
    SET_ANCHORED = "UPDATE audit_chain SET anchored_sequence = json_each.value ->> 'sequence' FROM json_each(?1) \
        WHERE audit_chain.chain = json_each.value ->> 'chain' \
        AND audit_chain.anchored_sequence < json_each.value ->> 'sequence'";

    /// A chain's head and its checkpoint.
    SELECT_HEAD = "SELECT chain, sequence, hash, removed_sequence, removed_hash, removed_signature FROM audit_chain WHERE chain = ?1";
    /// Moves a chain's checkpoint forward, unless it has moved since it was read.
    MOVE_CHECKPOINT = "UPDATE audit_chain SET removed_sequence = ?3, removed_hash = ?4, removed_signature = ?5 \
        WHERE chain = ?1 AND removed_sequence = ?2";
    /// Removes an organization's events up to a number.
    DELETE_UP_TO = "DELETE FROM audit_log WHERE organization_id = ?1 AND sequence IS NOT NULL AND sequence <= ?2";
    /// Events of a chain from a number on, in order.
    LIST_CHAINED = "SELECT position, id, organization_id, estate_id, actor_type, actor_id, acting_user_id, \
        impersonated_by, action, resource_type, resource_id, detail, ip_address, user_agent, request_id, created_at, \
        sequence, hash FROM audit_log WHERE organization_id IS ?1 AND sequence IS NOT NULL AND sequence >= ?2 \
        ORDER BY sequence LIMIT ?3";
}
