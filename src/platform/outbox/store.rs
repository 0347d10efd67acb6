//! SQL of the outbox.

crate::statements! {
    /// Events out of a JSON array.
    INSERT_EVENTS = "INSERT INTO outbox_event (id, name, organization_id, estate_id, payload, stale, created_at) \
        SELECT value ->> 'id', value ->> 'name', value ->> 'organizationId', value ->> 'estateId', \
        value ->> 'payload', value ->> 'stale', ?2 FROM json_each(?1)";
    /// Their deliveries out of a JSON array.
    INSERT_DELIVERIES = "INSERT INTO outbox_delivery (event_id, consumer, due_at, created_at, updated_at) \
        SELECT value ->> 'eventId', value ->> 'consumer', ?2, ?3, ?3 FROM json_each(?1)";
    /// One more attempt begins; nothing comes back when the delivery is done or dead, or at its last attempt already.
    CLAIM = "UPDATE outbox_delivery SET attempts = attempts + 1, due_at = ?3, updated_at = ?4 \
        WHERE event_id = ?1 AND consumer = ?2 AND status IN ('pending', 'retrying') AND attempts < ?5 \
        RETURNING attempts";
    /// Deliveries whose last attempt never came back.
    DEAD_LETTER_LOST = "UPDATE outbox_delivery SET status = 'dead', updated_at = ?1, \
        last_error = coalesce(last_error, 'the last attempt did not come back') \
        WHERE status IN ('pending', 'retrying') AND due_at <= ?1 AND attempts >= ?2";
    /// The event of a delivery.
    SELECT_EVENT = "SELECT id, name, organization_id, estate_id, payload, stale FROM outbox_event WHERE id = ?1";
    /// A delivery is done.
    FINISH = "UPDATE outbox_delivery SET status = 'done', last_error = NULL, updated_at = ?3 \
        WHERE event_id = ?1 AND consumer = ?2 AND status <> 'done'";
    /// A delivery failed and will be tried again.
    RETRY = "UPDATE outbox_delivery SET status = 'retrying', last_error = ?3, due_at = ?4, updated_at = ?5 \
        WHERE event_id = ?1 AND consumer = ?2 AND status IN ('pending', 'retrying')";
    /// A delivery failed too often.
    DEAD_LETTER = "UPDATE outbox_delivery SET status = 'dead', last_error = coalesce(?3, last_error), updated_at = ?4 \
        WHERE event_id = ?1 AND consumer = ?2 AND status IN ('pending', 'retrying')";
    /// Deliveries that nobody is working on, in bounded steps; they are due again later, should the message be lost.
    TAKE_DUE = "UPDATE outbox_delivery SET due_at = ?2, updated_at = ?1 WHERE (event_id, consumer) IN ( \
        SELECT event_id, consumer FROM outbox_delivery INDEXED BY outbox_delivery_due \
        WHERE status IN ('pending', 'retrying') AND due_at <= ?1 ORDER BY due_at LIMIT ?3) \
        RETURNING event_id, consumer";
    /// An administrator sends a dead delivery again.
    REQUEUE = "UPDATE outbox_delivery SET status = 'pending', attempts = 0, due_at = ?3, updated_at = ?4 \
        WHERE event_id = ?1 AND consumer = ?2 AND status = 'dead'";
    /// How often a delivery was tried.
    SELECT_ATTEMPTS = "SELECT attempts FROM outbox_delivery WHERE event_id = ?1 AND consumer = ?2";
    /// Whether a delivery exists, and how far it is.
    SELECT_STATUS = "SELECT status FROM outbox_delivery WHERE event_id = ?1 AND consumer = ?2";
    /// Deliveries of one status, newest first, before a key.
    LIST = "SELECT delivery.event_id, event.name AS event_name, delivery.consumer, delivery.status, delivery.attempts, \
        delivery.last_error, event.organization_id, event.estate_id, delivery.created_at, delivery.updated_at \
        FROM outbox_delivery AS delivery JOIN outbox_event AS event ON event.id = delivery.event_id \
        WHERE delivery.status = ?1 AND (delivery.event_id, delivery.consumer) < (?2, ?3) \
        ORDER BY delivery.event_id DESC, delivery.consumer DESC LIMIT ?4";
    /// A message that could not be read.
    INSERT_UNDECODABLE = "INSERT INTO undecodable_message (id, queue, body, error, created_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    /// A page of messages that could not be read, newest first.
    LIST_UNDECODABLE = "SELECT id, queue, body, error, created_at FROM undecodable_message WHERE id < ?1 \
        ORDER BY id DESC LIMIT ?2";
    /// Old messages that could not be read, in bounded steps.
    PRUNE_UNDECODABLE = "DELETE FROM undecodable_message WHERE id IN (SELECT id FROM undecodable_message WHERE id < ?1 \
        ORDER BY id LIMIT ?2)";
    /// Events whose deliveries are all done, in bounded steps.
    DELETE_OLD = "DELETE FROM outbox_event WHERE id IN (SELECT event.id FROM outbox_event AS event \
        WHERE event.created_at < ?1 AND NOT EXISTS (SELECT 1 FROM outbox_delivery AS delivery \
        WHERE delivery.event_id = event.id AND delivery.status <> 'done') ORDER BY event.created_at LIMIT ?2)";
}
