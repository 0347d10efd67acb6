-- Who may sign up where sign-up is not open to everybody.
CREATE TABLE sign_up_allowance (
  id TEXT PRIMARY KEY,
  -- an address, or the domain of addresses
  pattern TEXT NOT NULL CONSTRAINT sign_up_allowance_pattern_unique UNIQUE CHECK (pattern = lower(pattern)),
  created_at INTEGER NOT NULL
) STRICT;

-- Addresses that were verified and wait to sign up. The row is deleted at the sign-up.
CREATE TABLE waitlist_entry (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL CONSTRAINT waitlist_entry_email_unique UNIQUE CHECK (email = lower(email)),
  name TEXT NOT NULL,
  -- when an administrator let the address in
  accepted_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX waitlist_entry_age ON waitlist_entry (created_at);

-- Whether an address is invited by any organization.
CREATE INDEX invitation_address ON invitation (email) WHERE status = 'pending' AND email IS NOT NULL;
