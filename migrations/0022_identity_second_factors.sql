-- A user's authenticator app (RFC 6238). It counts once a first code has confirmed it.
CREATE TABLE totp_factor (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL CONSTRAINT totp_factor_user_unique UNIQUE REFERENCES user (id) ON DELETE CASCADE,
  secret_sealed TEXT NOT NULL,
  confirmed_at INTEGER,
  -- the time step of the newest code that was used: neither it nor an earlier one works again
  last_used_step INTEGER,
  last_used_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX totp_factor_secret_sealed_key ON totp_factor (substr(secret_sealed, 1, instr(secret_sealed, '.') - 1), id) WHERE secret_sealed IS NOT NULL;

-- Codes in place of an authenticator app. Each works once.
CREATE TABLE backup_code (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  -- SHA-256 of the code, hex
  code_hash TEXT NOT NULL,
  used_at INTEGER,
  created_at INTEGER NOT NULL,
  CONSTRAINT backup_code_unique UNIQUE (user_id, code_hash)
) STRICT;

-- Sign-ins that have passed the first factor and wait for the second one, in the browser with this token in its cookie.
CREATE TABLE sign_in_challenge (
  id TEXT PRIMARY KEY,
  -- SHA-256 of the cookie's token, hex
  token_hash TEXT NOT NULL CONSTRAINT sign_in_challenge_token_hash_unique UNIQUE,
  user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  -- the operation of the first factor
  action TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  expires_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_in_challenge_user ON sign_in_challenge (user_id);
CREATE INDEX sign_in_challenge_expiry ON sign_in_challenge (expires_at);

-- When the user last proved who they are in the session: at sign-in, and when they confirmed it again. Sessions of before
-- have to confirm it.
ALTER TABLE session ADD COLUMN confirmed_at INTEGER NOT NULL DEFAULT 0;
