-- Who somebody is: users, their ways to sign in, their sessions.
-- Everywhere: ids are TypeID text, times are integer milliseconds since 1970 (UTC), secrets are sealed or hashed.

CREATE TABLE user (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  -- lower-cased by the Worker before it gets here
  email TEXT NOT NULL CONSTRAINT user_email_unique UNIQUE CHECK (email = lower(email)),
  email_verified INTEGER NOT NULL DEFAULT 0 CHECK (email_verified IN (0, 1)),
  image TEXT,
  -- the platform's own role; a role in an organization is in organization_user_membership
  role TEXT NOT NULL DEFAULT 'user' CHECK (role IN ('user', 'admin')),
  debug_mode INTEGER NOT NULL DEFAULT 0 CHECK (debug_mode IN (0, 1)),
  is_bot INTEGER NOT NULL DEFAULT 0 CHECK (is_bot IN (0, 1)),
  banned INTEGER NOT NULL DEFAULT 0 CHECK (banned IN (0, 1)),
  ban_reason TEXT,
  ban_expires_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
  id TEXT PRIMARY KEY,
  -- SHA-256 of the cookie's token, hex
  token_hash TEXT NOT NULL CONSTRAINT session_token_hash_unique UNIQUE,
  user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  impersonated_by TEXT REFERENCES user (id) ON DELETE CASCADE,
  ip_address TEXT,
  user_agent TEXT,
  expires_at INTEGER NOT NULL,
  -- when the expiry was last moved forward; once a day at most
  refreshed_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_user ON session (user_id, created_at);
CREATE INDEX session_impersonated_by ON session (impersonated_by) WHERE impersonated_by IS NOT NULL;
CREATE INDEX session_expiry ON session (expires_at);

CREATE TABLE account (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  -- credential, google, github, slack, slack-bot, github-app, or the slug of an MCP integration
  provider_id TEXT NOT NULL,
  -- the provider's own id: user id, bot user id, installation id, OAuth client id; the user's id for credential
  account_id TEXT NOT NULL,
  -- argon2id in PHC form, credential only
  password_hash TEXT CHECK (password_hash IS NULL OR provider_id = 'credential'),
  access_token_sealed TEXT,
  refresh_token_sealed TEXT,
  id_token_sealed TEXT,
  access_token_expires_at INTEGER,
  refresh_token_expires_at INTEGER,
  scope TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT account_provider_unique UNIQUE (provider_id, account_id, user_id)
) STRICT;
CREATE INDEX account_user ON account (user_id, provider_id);

CREATE TABLE verification (
  id TEXT PRIMARY KEY,
  -- what is verified: oauth-state:<hash>, email:<address>, …
  identifier TEXT NOT NULL CONSTRAINT verification_identifier_unique UNIQUE,
  value TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX verification_expiry ON verification (expires_at);

CREATE TABLE dynamic_client_info (
  id TEXT PRIMARY KEY,
  provider_id TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  client_id TEXT NOT NULL,
  client_info_sealed TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT dynamic_client_info_provider_unique UNIQUE (provider_id, user_id)
) STRICT;
CREATE INDEX dynamic_client_info_user ON dynamic_client_info (user_id);

-- One row per failed sign-in, per account and per address; the limiter counts the rows of its window.
CREATE TABLE sign_in_attempt (
  -- account:<email> or address:<ip>
  subject TEXT NOT NULL,
  attempted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_in_attempt_subject ON sign_in_attempt (subject, attempted_at);
CREATE INDEX sign_in_attempt_age ON sign_in_attempt (attempted_at);
