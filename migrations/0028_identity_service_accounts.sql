-- Service accounts, and keys that can be disabled, rotated and counted.

-- A program of an organization. It is no user: it has keys, and nothing else signs in as it.
CREATE TABLE service_account (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  role TEXT NOT NULL CHECK (role IN ('admin', 'member', 'viewer')),
  -- 1 where the role holds on the estates of service_account_estate only. Without any, it holds nowhere
  is_limited INTEGER NOT NULL DEFAULT 0 CHECK (is_limited IN (0, 1)),
  disabled_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT service_account_name_unique UNIQUE (organization_id, name)
) STRICT;
CREATE INDEX service_account_organization ON service_account (organization_id, id);

CREATE TABLE service_account_estate (
  service_account_id TEXT NOT NULL REFERENCES service_account (id) ON DELETE CASCADE,
  estate_id TEXT NOT NULL REFERENCES estate (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (service_account_id, estate_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX service_account_estate_estate ON service_account_estate (estate_id);

-- A key belongs to a membership or to a service account. SQLite cannot drop a NOT NULL, so the table is made anew.
ALTER TABLE api_key RENAME TO api_key_before;
DROP INDEX api_key_organization;
DROP INDEX api_key_membership;
CREATE TABLE api_key (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  membership_id TEXT REFERENCES organization_user_membership (id) ON DELETE CASCADE,
  service_account_id TEXT REFERENCES service_account (id) ON DELETE CASCADE,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  key_hash TEXT NOT NULL CONSTRAINT api_key_hash_unique UNIQUE,
  -- its first characters, to be recognized by
  start TEXT NOT NULL,
  -- the secret before the last rotation, which works until then
  previous_key_hash TEXT,
  previous_expires_at INTEGER,
  -- names of permissions, a JSON array
  scopes TEXT NOT NULL CHECK (json_valid(scopes)),
  disabled_at INTEGER,
  rotated_at INTEGER,
  expires_at INTEGER,
  last_used_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK ((membership_id IS NULL) <> (service_account_id IS NULL))
) STRICT;
INSERT INTO api_key (id, organization_id, membership_id, name, key_hash, start, scopes, expires_at, last_used_at,
  created_at, updated_at)
SELECT id, organization_id, membership_id, name, key_hash, start, scopes, expires_at, last_used_at, created_at,
  updated_at FROM api_key_before;
DROP TABLE api_key_before;
CREATE INDEX api_key_organization ON api_key (organization_id, id);
CREATE INDEX api_key_membership ON api_key (membership_id) WHERE membership_id IS NOT NULL;
CREATE INDEX api_key_service_account ON api_key (service_account_id) WHERE service_account_id IS NOT NULL;
CREATE UNIQUE INDEX api_key_previous_hash ON api_key (previous_key_hash) WHERE previous_key_hash IS NOT NULL;

-- The calls of a key on a day.
CREATE TABLE api_key_usage (
  key_id TEXT NOT NULL REFERENCES api_key (id) ON DELETE CASCADE,
  -- days since 1970, in UTC
  day INTEGER NOT NULL,
  calls INTEGER NOT NULL,
  PRIMARY KEY (key_id, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX api_key_usage_day ON api_key_usage (day);

-- The estates that are open to a holder who does not see all of them: a guest's membership, or a service account.
CREATE VIEW estate_access AS
SELECT membership_id AS holder_id, estate_id FROM estate_grant
UNION ALL
SELECT service_account_id, estate_id FROM service_account_estate;
