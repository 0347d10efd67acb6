-- Requests with an Idempotency-Key that took effect in the last 24 hours.
CREATE TABLE idempotency_key (
  -- SHA-256 of the caller, the tenant, the operation and the key, hex
  id TEXT PRIMARY KEY,
  -- the caller's role in the tenant, '' outside of one: the response is not given again to another role
  role TEXT NOT NULL,
  -- lines: the fingerprint of the request and, once it is known and where it can be kept, the response's status and body
  content_sealed TEXT NOT NULL,
  -- 1 once the content has the response
  is_answered INTEGER NOT NULL CHECK (is_answered IN (0, 1)),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX idempotency_key_age ON idempotency_key (created_at);
CREATE INDEX idempotency_key_content_sealed_key ON idempotency_key (substr(content_sealed, 1, instr(content_sealed, '.') - 1), id) WHERE content_sealed IS NOT NULL;
