//! SQL of audit streams.

/// A stream with the number of the newest audit event.
macro_rules! select_stream {
    ($condition:literal) => {
        concat!(
            "SELECT stream.id, stream.organization_id, stream.secret_sealed, stream.url, stream.paused_at, \
            stream.delivered_sequence, coalesce(audit_chain.sequence, 0) AS latest_sequence, stream.delivered_at, \
            stream.failures, stream.last_error, stream.created_at, stream.revision FROM audit_stream AS stream \
            LEFT JOIN audit_chain ON audit_chain.chain = stream.organization_id WHERE ",
            $condition
        )
    };
}

use crate::api::Revision;

/// How the revision of an organization's stream is found.
pub const REVISION: Revision = Revision { parameter: "organizationId", select: SELECT_REVISION };

crate::statements! {
    SELECT_REVISION = "SELECT revision FROM audit_stream WHERE organization_id = ?1 AND organization_id = ?2";
    /// An organization's stream.
    SELECT = select_stream!("stream.organization_id = ?1");
    /// Streams with events to deliver, those first that have waited longest.
    LIST_DUE = select_stream!("stream.paused_at IS NULL AND stream.next_attempt_at <= ?1 \
        AND stream.delivered_sequence < audit_chain.sequence ORDER BY stream.next_attempt_at LIMIT ?2");
    /// Inserts a stream that starts with the next event.
    INSERT = "INSERT INTO audit_stream (id, organization_id, url, secret_sealed, delivered_sequence, next_attempt_at, \
        created_at, updated_at) VALUES (?1, ?2, ?3, ?4, \
        coalesce((SELECT sequence FROM audit_chain WHERE chain = ?2), 0), ?5, ?5, ?5)";
    /// Sets address and pause, unless they were changed since they were read, and forgets the failures.
    UPDATE = "UPDATE audit_stream SET url = ?3, paused_at = ?4, failures = 0, last_error = NULL, next_attempt_at = ?5, \
        updated_at = ?5 WHERE id = ?1 AND organization_id = ?2 AND url = ?6 AND paused_at IS ?7";
    DELETE = "DELETE FROM audit_stream WHERE id = ?1 AND organization_id = ?2";
    /// Stores that the events up to `?3` were delivered, unless another delivery has done so.
    ADVANCE = "UPDATE audit_stream SET delivered_sequence = ?3, delivered_at = ?4, failures = 0, last_error = NULL, \
        next_attempt_at = ?4, updated_at = ?4 WHERE id = ?1 AND delivered_sequence = ?2";
    /// Stores a failed attempt, and when to try again.
    FAIL = "UPDATE audit_stream SET failures = failures + 1, last_error = ?3, next_attempt_at = ?4, updated_at = ?5 \
        WHERE id = ?1 AND delivered_sequence = ?2 AND paused_at IS NULL";
    /// The same for the last attempt, after which the stream is paused.
    FAIL_AND_PAUSE = "UPDATE audit_stream SET failures = failures + 1, last_error = ?3, paused_at = ?4, updated_at = ?4 \
        WHERE id = ?1 AND delivered_sequence = ?2 AND paused_at IS NULL";
}
