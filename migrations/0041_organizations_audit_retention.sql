-- How long an organization's audit events are kept; for ever without a row.
CREATE TABLE audit_retention (
  organization_id TEXT PRIMARY KEY REFERENCES organization (id) ON DELETE CASCADE,
  days INTEGER NOT NULL CHECK (days BETWEEN 90 AND 3650),
  -- by the platform's key ring: a rule without it removes nothing
  signature TEXT NOT NULL,
  next_removal_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_retention_due ON audit_retention (next_removal_at);

-- Where a chain begins after its oldest events were removed: the number and the hash of the last removed one, signed.
ALTER TABLE audit_chain ADD COLUMN removed_sequence INTEGER NOT NULL DEFAULT 0;
ALTER TABLE audit_chain ADD COLUMN removed_hash TEXT;
ALTER TABLE audit_chain ADD COLUMN removed_signature TEXT;
