//! SQL of the outbox.

crate::statements! {
    /// Events out of a JSON array.
    INSERT_EVENTS = "INSERT INTO outbox_event (id, name, organization_id, estate_id, payload, stale, created_at) \
        SELECT value ->> 'id', value ->> 'name', value ->> 'organizationId', value ->> 'estateId', \
        value ->> 'payload', value ->> 'stale', ?2 FROM json_each(?1)";
    /// Their deliveries out of a JSON array.
    INSERT_DELIVERIES = "INSERT INTO outbox_delivery (event_id, consumer, due_at, created_at, updated_at) \
        SELECT value ->> 'eventId', value ->> 'consumer', ?2, ?3, ?3 FROM json_each(?1)";
    /// Begins an attempt; no row comes back when the delivery is done, dead, or at its last attempt.
    CLAIM = "UPDATE outbox_delivery SET attempts = attempts + 1, due_at = ?3, updated_at = ?4 \
        WHERE event_id = ?1 AND consumer = ?2 AND status IN ('pending', 'retrying') AND attempts < ?5 \
        RETURNING attempts";
    /// Deliveries whose last attempt was cut off.
    DEAD_LETTER_LOST = "UPDATE outbox_delivery SET status = 'dead', updated_at = ?1, \
        last_error = coalesce(last_error, 'the last attempt did not end') \
        WHERE status IN ('pending', 'retrying') AND due_at <= ?1 AND attempts >= ?2";
    /// The event of a delivery.
    SELECT_EVENT = "SELECT id, name, organization_id, estate_id, payload, stale FROM outbox_event WHERE id = ?1";
    /// Deliveries to a consumer are done: the events out of a JSON array.
    FINISH = "UPDATE outbox_delivery SET status = 'done', last_error = NULL, updated_at = ?3 \
        WHERE event_id IN (SELECT value FROM json_each(?1)) AND consumer = ?2 AND status <> 'done'";
    /// A delivery failed and will be tried again.
    RETRY = "UPDATE outbox_delivery SET status = 'retrying', last_error = ?3, due_at = ?4, updated_at = ?5 \
        WHERE event_id = ?1 AND consumer = ?2 AND status IN ('pending', 'retrying')";
    /// A delivery failed too often.
    DEAD_LETTER = "UPDATE outbox_delivery SET status = 'dead', last_error = coalesce(?3, last_error), updated_at = ?4 \
        WHERE event_id = ?1 AND consumer = ?2 AND status IN ('pending', 'retrying')";
    /// Takes deliveries that are due, in bounded steps; they are due again at the end of the lease.
    TAKE_DUE = "UPDATE outbox_delivery SET due_at = ?2, updated_at = ?1 WHERE (event_id, consumer) IN ( \
        SELECT event_id, consumer FROM outbox_delivery INDEXED BY outbox_delivery_due \
        WHERE status IN ('pending', 'retrying') AND due_at <= ?1 ORDER BY due_at LIMIT ?3) \
        RETURNING event_id, consumer";
    /// Makes a dead delivery pending again.
    REQUEUE = "UPDATE outbox_delivery SET status = 'pending', attempts = 0, single_attempt_at = NULL, due_at = ?3, \
        updated_at = ?4 \
        WHERE event_id = ?1 AND consumer = ?2 AND status = 'dead'";
    /// Marks the single attempt of a delivery; no row changes when there was one.
    BEGIN_SINGLE_ATTEMPT = "UPDATE outbox_delivery SET single_attempt_at = ?3 \
        WHERE event_id = ?1 AND consumer = ?2 AND single_attempt_at IS NULL";
    /// The single attempt had no effect.
    FORGET_SINGLE_ATTEMPT = "UPDATE outbox_delivery SET single_attempt_at = NULL WHERE event_id = ?1 AND consumer = ?2";
    /// How many attempts a delivery had.
    SELECT_ATTEMPTS = "SELECT attempts FROM outbox_delivery WHERE event_id = ?1 AND consumer = ?2";
    /// A delivery's status.
    SELECT_STATUS = "SELECT status FROM outbox_delivery WHERE event_id = ?1 AND consumer = ?2";
    /// Deliveries of one status, newest first, before a key.
    LIST = "SELECT delivery.event_id, event.name AS event_name, delivery.consumer, delivery.status, delivery.attempts, \
        delivery.last_error, event.organization_id, event.estate_id, delivery.created_at, delivery.updated_at \
        FROM outbox_delivery AS delivery JOIN outbox_event AS event ON event.id = delivery.event_id \
        WHERE delivery.status = ?1 AND (delivery.event_id, delivery.consumer) < (?2, ?3) \
        ORDER BY delivery.event_id DESC, delivery.consumer DESC LIMIT ?4";
    /// A message that could not be decoded.
    INSERT_UNDECODABLE = "INSERT INTO undecodable_message (id, queue, body, error, created_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    /// Messages that could not be decoded, newest first, before an id.
    LIST_UNDECODABLE = "SELECT id, queue, body, error, created_at FROM undecodable_message WHERE id < ?1 \
        ORDER BY id DESC LIMIT ?2";
    /// Messages that could not be decoded whose id sorts before this one, in bounded steps.
    PRUNE_UNDECODABLE = "DELETE FROM undecodable_message WHERE id IN \
        (SELECT id FROM undecodable_message WHERE id < ?1 ORDER BY id LIMIT ?2)";
    /// Events whose deliveries are all done, in bounded steps.
    DELETE_OLD = "DELETE FROM outbox_event WHERE id IN (SELECT event.id FROM outbox_event AS event \
        WHERE event.created_at < ?1 AND NOT EXISTS (SELECT 1 FROM outbox_delivery AS delivery \
        WHERE delivery.event_id = event.id AND delivery.status <> 'done') ORDER BY event.created_at LIMIT ?2)";
}
