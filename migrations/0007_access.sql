-- Access, complete: organizations with slugs, guests' estates, invitations, domains, API clients, pictures.

-- USERS AND SESSIONS

ALTER TABLE user ADD COLUMN last_seen_at INTEGER;
-- R2 object of the picture: pictures/<id>; `image` keeps its path
CREATE INDEX user_name ON user (name COLLATE NOCASE, id);

-- browser: the token of a cookie; api: the session behind access and refresh tokens
ALTER TABLE session ADD COLUMN kind TEXT NOT NULL DEFAULT 'browser' CHECK (kind IN ('browser', 'api'));
-- where the address is, as the platform knows it: "Berlin, DE"
ALTER TABLE session ADD COLUMN place TEXT;
-- the administrator's own session, to which the end of an impersonation leads back
ALTER TABLE session ADD COLUMN impersonator_session_id TEXT REFERENCES session (id) ON DELETE CASCADE;
CREATE INDEX session_impersonator ON session (impersonator_session_id) WHERE impersonator_session_id IS NOT NULL;

-- Each refresh token works once; the second use of one ends its session.
CREATE TABLE refresh_token (
  id TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL CONSTRAINT refresh_token_hash_unique UNIQUE,
  session_id TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
  used_at INTEGER,
  -- the one that it was exchanged for
  successor_id TEXT,
  expires_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX refresh_token_session ON refresh_token (session_id);

-- A command-line tool that waits for somebody to let it in (RFC 8628).
CREATE TABLE device_code (
  id TEXT PRIMARY KEY,
  device_code_hash TEXT NOT NULL CONSTRAINT device_code_hash_unique UNIQUE,
  user_code_hash TEXT NOT NULL CONSTRAINT device_user_code_unique UNIQUE,
  client_id TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'denied', 'used')),
  user_id TEXT REFERENCES user (id) ON DELETE CASCADE,
  -- the session that it was exchanged for
  session_id TEXT,
  ip_address TEXT,
  place TEXT,
  -- seconds between two polls; grows when a client polls too fast
  interval_seconds INTEGER NOT NULL DEFAULT 5,
  polled_at INTEGER,
  expires_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX device_code_expiry ON device_code (expires_at);
CREATE INDEX device_code_user ON device_code (user_id) WHERE user_id IS NOT NULL;

-- How the account is called at its provider: an address or a login name.
ALTER TABLE account ADD COLUMN label TEXT;
-- One person's account at a provider belongs to one user; installations and integrations may be shared.
CREATE UNIQUE INDEX account_sign_in_unique ON account (provider_id, account_id)
  WHERE provider_id IN ('google', 'github', 'slack');

-- A proof: what is compared is hashed, what must be opened again is sealed.
-- whose it is, where somebody is known
ALTER TABLE verification ADD COLUMN user_id TEXT REFERENCES user (id) ON DELETE CASCADE;
-- SHA-256 of the token or code, hex
ALTER TABLE verification ADD COLUMN secret_hash TEXT;
-- the key of the ring that the token or code is derived with
ALTER TABLE verification ADD COLUMN key_id TEXT;
ALTER TABLE verification ADD COLUMN value_sealed TEXT;
-- wrong tries so far
ALTER TABLE verification ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
CREATE INDEX verification_user ON verification (user_id) WHERE user_id IS NOT NULL;
CREATE UNIQUE INDEX verification_secret ON verification (secret_hash) WHERE secret_hash IS NOT NULL;

-- ORGANIZATIONS

ALTER TABLE organization ADD COLUMN slug TEXT;
ALTER TABLE organization ADD COLUMN logo TEXT;
ALTER TABLE organization ADD COLUMN default_estate_id TEXT REFERENCES estate (id) ON DELETE SET NULL;
UPDATE organization SET slug = 'org-' || substr(id, -12),
  default_estate_id = (SELECT id FROM estate WHERE organization_id = organization.id ORDER BY id LIMIT 1);
CREATE UNIQUE INDEX organization_slug ON organization (slug);
CREATE INDEX organization_name ON organization (name COLLATE NOCASE, id);
CREATE INDEX organization_default_estate ON organization (default_estate_id) WHERE default_estate_id IS NOT NULL;

-- Every slug that an organization has or had; former ones lead to it.
CREATE TABLE organization_slug_history (
  slug TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX organization_slug_history_organization ON organization_slug_history (organization_id);
INSERT INTO organization_slug_history (slug, organization_id, created_at) SELECT slug, id, created_at FROM organization;

-- The estates that a guest may see.
CREATE TABLE estate_grant (
  membership_id TEXT NOT NULL REFERENCES organization_user_membership (id) ON DELETE CASCADE,
  estate_id TEXT NOT NULL REFERENCES estate (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (membership_id, estate_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX estate_grant_estate ON estate_grant (estate_id);
CREATE INDEX estate_name ON estate (name COLLATE NOCASE, id);

CREATE TABLE invitation (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  -- lower case; none for a link that anybody may use
  email TEXT CHECK (email IS NULL OR email = lower(email)),
  role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'viewer', 'guest')),
  -- a guest's estates, a JSON array of ids
  estate_ids TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(estate_ids)),
  status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'accepted', 'declined', 'revoked')),
  -- SHA-256 of the token, and the key of the ring that it is derived with
  token_hash TEXT NOT NULL CONSTRAINT invitation_token_unique UNIQUE,
  key_id TEXT NOT NULL,
  invited_by TEXT REFERENCES user (id) ON DELETE SET NULL,
  uses INTEGER NOT NULL DEFAULT 0,
  expires_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX invitation_organization ON invitation (organization_id, id);
CREATE UNIQUE INDEX invitation_pending ON invitation (organization_id, email) WHERE status = 'pending' AND email IS NOT NULL;
CREATE INDEX invitation_inviter ON invitation (invited_by) WHERE invited_by IS NOT NULL;

CREATE TABLE organization_domain (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  domain TEXT NOT NULL CHECK (domain = lower(domain)),
  -- what the TXT record must say
  challenge TEXT NOT NULL,
  verified_at INTEGER,
  auto_join INTEGER NOT NULL DEFAULT 0 CHECK (auto_join IN (0, 1)),
  role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'viewer')),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT organization_domain_unique UNIQUE (organization_id, domain)
) STRICT;
CREATE UNIQUE INDEX organization_domain_verified ON organization_domain (domain) WHERE verified_at IS NOT NULL;

-- A key acts as its maker in one organization, within its scopes; it ends with the maker's membership.
CREATE TABLE api_key (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  membership_id TEXT NOT NULL REFERENCES organization_user_membership (id) ON DELETE CASCADE,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  key_hash TEXT NOT NULL CONSTRAINT api_key_hash_unique UNIQUE,
  -- its first characters, to be recognized by
  start TEXT NOT NULL,
  -- names of permissions, a JSON array
  scopes TEXT NOT NULL CHECK (json_valid(scopes)),
  expires_at INTEGER,
  last_used_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX api_key_organization ON api_key (organization_id, id);
CREATE INDEX api_key_membership ON api_key (membership_id);
