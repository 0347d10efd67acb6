-- The audit log as a chain: each line of an organization is numbered and holds the hash of the one before it.
-- SQLite cannot change a CHECK, so the table is made anew. Its rows keep their order of insertion by rowid.

ALTER TABLE audit_log RENAME TO audit_log_before;
DROP INDEX audit_log_organization;

CREATE TABLE audit_log (
  -- the order in which lines were written, which is the order of the chain
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL CONSTRAINT audit_log_id_unique UNIQUE,
  -- none for what belongs to no organization: signing in, for example
  organization_id TEXT,
  estate_id TEXT,
  actor_type TEXT NOT NULL CHECK (actor_type IN ('user', 'key', 'webhook', 'system')),
  -- the user's, the key's or the delivery's id, or the part of the platform
  actor_id TEXT,
  -- for a key the user it acts as
  acting_user_id TEXT,
  impersonated_by TEXT,
  -- the operationId
  action TEXT NOT NULL,
  resource_type TEXT NOT NULL,
  resource_id TEXT,
  -- before and after, never a secret
  detail TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(detail)),
  ip_address TEXT,
  user_agent TEXT,
  request_id TEXT,
  created_at INTEGER NOT NULL,
  -- from 1, without gaps in each organization; none until the chain is closed over the line
  sequence INTEGER,
  -- SHA-256, hex, of this line and the hash before it
  hash TEXT
) STRICT;

INSERT INTO audit_log (id, organization_id, estate_id, actor_type, actor_id, impersonated_by, action, resource_type,
  resource_id, detail, ip_address, request_id, created_at)
SELECT id, organization_id, estate_id, actor_type, actor_id, impersonated_by, action, resource_type,
  resource_id, detail, ip_address, request_id, created_at FROM audit_log_before ORDER BY rowid;
DROP TABLE audit_log_before;

CREATE INDEX audit_log_organization ON audit_log (organization_id, position);
CREATE INDEX audit_log_actor ON audit_log (organization_id, actor_id, position);
CREATE INDEX audit_log_action ON audit_log (organization_id, action, position);
CREATE INDEX audit_log_resource ON audit_log (organization_id, resource_type, resource_id, position);
CREATE UNIQUE INDEX audit_log_sequence ON audit_log (organization_id, sequence) WHERE sequence IS NOT NULL;
CREATE INDEX audit_log_open ON audit_log (position) WHERE sequence IS NULL;

-- The end of each organization's chain; 'platform' for the lines of none.
CREATE TABLE audit_chain (
  chain TEXT PRIMARY KEY,
  sequence INTEGER NOT NULL,
  hash TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
