-- Single sign-on of an organization by OpenID Connect. An identity at its provider is the account with the provider id `sso`
-- and the account id `<connection id> <subject>`.
CREATE TABLE sso_connection (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL CONSTRAINT sso_connection_organization_unique UNIQUE
    REFERENCES organization (id) ON DELETE CASCADE,
  -- a connection has one issuer for all its life: another issuer makes another connection
  issuer TEXT NOT NULL,
  client_id TEXT NOT NULL,
  client_secret_sealed TEXT NOT NULL,
  -- the claim with the names of a person's groups
  groups_claim TEXT NOT NULL,
  -- a JSON array of {"group", "role"}
  role_mappings TEXT NOT NULL CHECK (json_valid(role_mappings)),
  -- for people without a group that is mapped
  default_role TEXT NOT NULL CHECK (default_role IN ('admin', 'member', 'viewer')),
  -- since when members at the verified domains enter only with it
  enforced_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sso_connection_client_secret_sealed_key ON sso_connection (substr(client_secret_sealed, 1, instr(client_secret_sealed, '.') - 1), id) WHERE client_secret_sealed IS NOT NULL;

-- An identity at a provider of single sign-on belongs to one user.
CREATE UNIQUE INDEX account_sso_unique ON account (provider_id, account_id) WHERE provider_id = 'sso';

-- The connection that the session was started with, or that the approver's was.
ALTER TABLE session ADD COLUMN sso_connection_id TEXT;
ALTER TABLE sign_in_challenge ADD COLUMN sso_connection_id TEXT;

-- An owner who enters without single sign-on when it fails.
ALTER TABLE organization_user_membership ADD COLUMN is_break_glass INTEGER NOT NULL DEFAULT 0 CHECK (is_break_glass IN (0, 1));

-- Users whose membership has ended: single sign-on does not bring them back.
CREATE TABLE ended_membership (
  organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  ended_at INTEGER NOT NULL,
  PRIMARY KEY (organization_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ended_membership_user ON ended_membership (user_id);
