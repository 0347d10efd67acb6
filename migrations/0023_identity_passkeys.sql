-- Credentials of WebAuthn: passkeys, and security keys without a PIN, which are only a second factor.
CREATE TABLE passkey (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  -- the authenticator's own id of it, base64url
  credential_id TEXT NOT NULL CONSTRAINT passkey_credential_unique UNIQUE,
  algorithm TEXT NOT NULL CHECK (algorithm IN ('ES256', 'EdDSA', 'RS256')),
  -- a JSON Web Key
  public_key TEXT NOT NULL,
  -- JSON list: how browsers reach the authenticator
  transports TEXT NOT NULL,
  -- zero for authenticators that do not count
  sign_count INTEGER NOT NULL,
  -- whether the authenticator verified the user (PIN, fingerprint) when it was added
  verifies_user INTEGER NOT NULL CHECK (verifies_user IN (0, 1)),
  backup_eligible INTEGER NOT NULL CHECK (backup_eligible IN (0, 1)),
  backed_up INTEGER NOT NULL CHECK (backed_up IN (0, 1)),
  last_used_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX passkey_user ON passkey (user_id, created_at);

-- From when the organization admits only members who have a second factor; NULL when it does not require one.
ALTER TABLE organization ADD COLUMN second_factor_required_from INTEGER;
