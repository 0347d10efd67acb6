-- Provisioning by SCIM 2.0. The bearer token of an organization's identity provider.
CREATE TABLE scim_token (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL CONSTRAINT scim_token_organization_unique UNIQUE
    REFERENCES organization (id) ON DELETE CASCADE,
  -- SHA-256 of the token, hex
  token_hash TEXT NOT NULL CONSTRAINT scim_token_hash_unique UNIQUE,
  -- its first characters, to be recognized by
  start TEXT NOT NULL,
  last_used_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;

-- A user whom the identity provider manages. The user is active while there is a membership.
CREATE TABLE scim_user (
  organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  -- the provider's own id
  external_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (organization_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX scim_user_user ON scim_user (user_id);
CREATE UNIQUE INDEX scim_user_external ON scim_user (organization_id, external_id) WHERE external_id IS NOT NULL;
