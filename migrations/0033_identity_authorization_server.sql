-- The platform as an identity provider for the apps of organizations (OAuth 2.0, OpenID Connect).

-- An app that signs in the members of an organization.
CREATE TABLE oauth_client (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  -- a JSON array
  redirect_uris TEXT NOT NULL CHECK (json_valid(redirect_uris)),
  -- the scopes that it may ask for, separated by spaces
  scopes TEXT NOT NULL,
  -- SHA-256 of the secret, hex; NULL for a public client
  secret_hash TEXT,
  -- the secret before the last rotation, which works a while longer
  previous_secret_hash TEXT,
  previous_secret_expires_at INTEGER,
  disabled_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX oauth_client_organization ON oauth_client (organization_id, id);

-- What a member has allowed an app. It ends with the membership, and the app's sessions end with it.
CREATE TABLE oauth_consent (
  id TEXT PRIMARY KEY,
  client_id TEXT NOT NULL REFERENCES oauth_client (id) ON DELETE CASCADE,
  membership_id TEXT NOT NULL REFERENCES organization_user_membership (id) ON DELETE CASCADE,
  -- that of the membership
  user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  -- separated by spaces
  scopes TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT oauth_consent_unique UNIQUE (client_id, membership_id)
) STRICT;
CREATE INDEX oauth_consent_membership ON oauth_consent (membership_id);
CREATE INDEX oauth_consent_user ON oauth_consent (user_id, id);

-- Codes that apps exchange for tokens, once.
CREATE TABLE authorization_code (
  id TEXT PRIMARY KEY,
  -- SHA-256 of the code, hex
  code_hash TEXT NOT NULL CONSTRAINT authorization_code_hash_unique UNIQUE,
  consent_id TEXT NOT NULL REFERENCES oauth_consent (id) ON DELETE CASCADE,
  -- the browser's session in which it was given: it works only while that session is open
  session_id TEXT NOT NULL,
  redirect_uri TEXT NOT NULL,
  code_challenge TEXT NOT NULL,
  scopes TEXT NOT NULL,
  resource TEXT NOT NULL,
  nonce TEXT,
  -- when the user last proved who they are
  authenticated_at INTEGER NOT NULL,
  used_at INTEGER,
  -- the app's session that it was exchanged for: a second use ends it
  granted_session_id TEXT,
  expires_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX authorization_code_consent ON authorization_code (consent_id);
CREATE INDEX authorization_code_expiry ON authorization_code (expires_at);

-- The session of an app: the consent that it ends with, its scopes, separated by spaces, and what its tokens are for.
ALTER TABLE session ADD COLUMN consent_id TEXT REFERENCES oauth_consent (id) ON DELETE CASCADE;
ALTER TABLE session ADD COLUMN scopes TEXT;
ALTER TABLE session ADD COLUMN resource TEXT;
CREATE INDEX session_consent ON session (consent_id) WHERE consent_id IS NOT NULL;

-- The keys that sign id_tokens (ES256). Each signs for a time; it is published before and after.
CREATE TABLE signing_key (
  id TEXT PRIMARY KEY,
  -- JSON Web Keys
  public_key TEXT NOT NULL,
  private_key_sealed TEXT NOT NULL,
  signs_from INTEGER NOT NULL,
  signs_until INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX signing_key_until ON signing_key (signs_until);
CREATE INDEX signing_key_private_key_sealed_key ON signing_key (substr(private_key_sealed, 1, instr(private_key_sealed, '.') - 1), id) WHERE private_key_sealed IS NOT NULL;
