-- Where an organization's audit events are sent, in the order of its chain.
CREATE TABLE audit_stream (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL CONSTRAINT audit_stream_organization_unique UNIQUE
    REFERENCES organization (id) ON DELETE CASCADE,
  url TEXT NOT NULL,
  -- signs the deliveries
  secret_sealed TEXT NOT NULL,
  -- paused by a member, or after too many failures
  paused_at INTEGER,
  -- the number of the last delivered event
  delivered_sequence INTEGER NOT NULL,
  delivered_at INTEGER,
  -- in a row, with the last one's reason
  failures INTEGER NOT NULL DEFAULT 0,
  last_error TEXT,
  next_attempt_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_stream_due ON audit_stream (next_attempt_at) WHERE paused_at IS NULL;
CREATE INDEX audit_stream_secret_sealed_key ON audit_stream (substr(secret_sealed, 1, instr(secret_sealed, '.') - 1), id) WHERE secret_sealed IS NOT NULL;
