//! SQL of recorded deliveries.

crate::statements! {
    /// A record. The key refuses a second one, and with it the whole batch.
    INSERT = "INSERT INTO webhook_delivery (provider, delivery_id, event, outcome, build_ids, received_at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    /// What was recorded of a delivery.
    SELECT = "SELECT json_object('outcome', outcome, 'startedIds', json(build_ids)) AS earlier \
        FROM webhook_delivery WHERE provider = ?1 AND delivery_id = ?2";
    /// A page of all deliveries, newest first.
    LIST = "SELECT provider, delivery_id, event, outcome, build_ids AS started_ids, received_at FROM webhook_delivery \
        WHERE (received_at, provider, delivery_id) < (?1, ?2, ?3) \
        ORDER BY received_at DESC, provider DESC, delivery_id DESC LIMIT ?4";
    /// Old records, in bounded steps.
    PRUNE = "DELETE FROM webhook_delivery WHERE (provider, delivery_id) IN (SELECT provider, delivery_id \
        FROM webhook_delivery WHERE received_at < ?1 ORDER BY received_at LIMIT ?2)";
}
