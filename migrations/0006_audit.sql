-- Who did what, from where. Append-only; no foreign keys, because it outlives what it speaks of.

CREATE TABLE audit_log (
  id TEXT PRIMARY KEY,
  organization_id TEXT,
  estate_id TEXT,
  actor_type TEXT NOT NULL CHECK (actor_type IN ('user', 'webhook', 'system')),
  actor_id TEXT,
  impersonated_by TEXT,
  -- the operationId
  action TEXT NOT NULL,
  resource_type TEXT NOT NULL,
  resource_id TEXT,
  -- before and after, never a secret
  detail TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(detail)),
  ip_address TEXT,
  request_id TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_log_organization ON audit_log (organization_id, id);
