-- When a link that was sent to the address was opened, or the authority for its domain vouched for it. NULL for an
-- address that only a code, or nothing, has verified: it gives neither a role nor a membership by its domain.
ALTER TABLE user ADD COLUMN email_proven_at INTEGER;
