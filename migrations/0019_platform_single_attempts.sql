-- When a call began that must not be repeated, because its service cannot tell a repetition: an email over the binding.
-- NULL again when the service refused it, and when an administrator requeues the delivery.
ALTER TABLE outbox_delivery ADD COLUMN single_attempt_at INTEGER;

-- Tokens of providers whose account was unlinked or deleted, until the provider has revoked them.
CREATE TABLE token_revocation (
  id TEXT PRIMARY KEY,
  -- the provider with the account's purpose: `google`, `github-app`
  provider_id TEXT NOT NULL,
  token_sealed TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX token_revocation_age ON token_revocation (created_at);
CREATE INDEX token_revocation_token_sealed_key ON token_revocation (substr(token_sealed, 1, instr(token_sealed, '.') - 1), id);
