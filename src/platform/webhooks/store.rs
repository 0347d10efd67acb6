//! SQL of recorded deliveries.

crate::statements! {
    /// A record. The key refuses a second one, and with it the whole batch.
    INSERT = "INSERT INTO webhook_delivery (provider, hook_id, event, delivery_id, outcome, build_ids, received_at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    /// Records that a delivery which had no effect, for the reason `?8`, was judged anew.
    REPLACE = "UPDATE webhook_delivery SET outcome = ?5, build_ids = ?6, received_at = ?7 \
        WHERE provider = ?1 AND hook_id = ?2 AND event = ?3 AND delivery_id = ?4 AND outcome = ?8";
    /// What was recorded of a delivery.
    SELECT = "SELECT json_object('outcome', outcome, 'startedIds', json(build_ids)) AS earlier \
        FROM webhook_delivery WHERE provider = ?1 AND hook_id = ?2 AND event = ?3 AND delivery_id = ?4";
    /// A page of all deliveries, newest first.
    LIST = "SELECT provider, hook_id, event, delivery_id, outcome, build_ids AS started_ids, received_at \
        FROM webhook_delivery \
        WHERE (received_at, provider, hook_id, event, delivery_id) < (?1, ?2, ?3, ?4, ?5) \
        ORDER BY received_at DESC, provider DESC, hook_id DESC, event DESC, delivery_id DESC LIMIT ?6";
    /// Old records, in bounded steps.
    PRUNE = "DELETE FROM webhook_delivery WHERE (provider, hook_id, event, delivery_id) IN \
        (SELECT provider, hook_id, event, delivery_id \
        FROM webhook_delivery WHERE received_at < ?1 ORDER BY received_at LIMIT ?2)";
}
