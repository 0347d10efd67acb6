//! SQL of who may sign up.

crate::statements! {
    /// Whether administrators admit an address or its domain.
    SELECT_ADMISSION = "SELECT EXISTS (SELECT 1 FROM sign_up_allowance WHERE pattern IN (?1, ?2)) \
        OR EXISTS (SELECT 1 FROM waitlist_entry WHERE email = ?1 AND accepted_at IS NOT NULL) AS is_admitted";
    LIST_ALLOWANCES = "SELECT id, pattern, created_at FROM sign_up_allowance WHERE id < ?1 \
        AND (?3 IS NULL OR instr(pattern, ?3) > 0) ORDER BY id DESC LIMIT ?2";
    /// Adds an address or a domain, unless it is there.
    INSERT_ALLOWANCE = "INSERT INTO sign_up_allowance (id, pattern, created_at) VALUES (?1, ?2, ?3) \
        ON CONFLICT (pattern) DO NOTHING";
    SELECT_ALLOWANCE = "SELECT id, pattern, created_at FROM sign_up_allowance WHERE id = ?1";
    SELECT_ALLOWANCE_OF = "SELECT id, pattern, created_at FROM sign_up_allowance WHERE pattern = ?1";
    DELETE_ALLOWANCE = "DELETE FROM sign_up_allowance WHERE id = ?1";
    /// Those who wait, or who were let in, oldest first.
    LIST_ENTRIES = "SELECT id, email, name, accepted_at, created_at FROM waitlist_entry WHERE id > ?1 \
        AND (?3 IS NULL OR instr(email, ?3) > 0 OR instr(lower(name), ?3) > 0) AND (accepted_at IS NOT NULL) = ?4 \
        ORDER BY id LIMIT ?2";
    SELECT_ENTRY = "SELECT id, email, name, accepted_at, created_at FROM waitlist_entry WHERE id = ?1";
    SELECT_ENTRY_OF = "SELECT id, email, name, accepted_at, created_at FROM waitlist_entry WHERE email = ?1";
    /// Those of the ids in a JSON array who wait.
    SELECT_WAITING = "SELECT waitlist_entry.id, waitlist_entry.email FROM json_each(?1) \
        JOIN waitlist_entry ON waitlist_entry.id = json_each.value WHERE waitlist_entry.accepted_at IS NULL";
    /// Puts an address on the list, unless another request was faster.
    INSERT_ENTRY = "INSERT INTO waitlist_entry (id, email, name, created_at) VALUES (?1, ?2, ?3, ?4) \
        ON CONFLICT (email) DO NOTHING";
    /// Lets in those of the ids in a JSON array who wait.
    ACCEPT = "UPDATE waitlist_entry SET accepted_at = ?2 WHERE id IN (SELECT value FROM json_each(?1)) \
        AND accepted_at IS NULL";
    DELETE_ENTRY = "DELETE FROM waitlist_entry WHERE id = ?1";
    DELETE_ENTRY_OF = "DELETE FROM waitlist_entry WHERE email = ?1";
    /// Deletes a bounded number of old entries.
    DELETE_OLD_ENTRIES = "DELETE FROM waitlist_entry WHERE id IN \
        (SELECT id FROM waitlist_entry WHERE created_at < ?1 ORDER BY created_at LIMIT ?2)";
}
