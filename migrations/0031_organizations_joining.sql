-- How often an address was invited lately.
CREATE INDEX invitation_email ON invitation (organization_id, email, created_at) WHERE email IS NOT NULL;

-- The link by which people ask to join an organization, where it allows that. The token is derived from the id.
CREATE TABLE join_link (
  organization_id TEXT PRIMARY KEY REFERENCES organization (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  token_hash TEXT NOT NULL CONSTRAINT join_link_token_unique UNIQUE,
  key_id TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who asks to join an organization. There is one row for each person.
CREATE TABLE join_request (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'accepted', 'declined', 'withdrawn')),
  decided_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT join_request_user_unique UNIQUE (user_id, organization_id)
) STRICT;
CREATE INDEX join_request_user ON join_request (user_id, status, id);
CREATE INDEX join_request_organization ON join_request (organization_id, status, id);
