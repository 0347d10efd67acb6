-- Organizations, who belongs to them, and their estates.

CREATE TABLE organization (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  stripe_customer_id TEXT CONSTRAINT organization_stripe_customer_unique UNIQUE,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE organization_user_membership (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('owner', 'admin', 'member', 'viewer', 'guest', 'external')),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT membership_unique UNIQUE (user_id, organization_id)
) STRICT;
CREATE INDEX membership_organization ON organization_user_membership (organization_id, id);

CREATE TABLE estate (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX estate_organization ON estate (organization_id, id);

-- Which estate may use which connected account; one account can serve several estates.
CREATE TABLE estate_account_permission (
  id TEXT PRIMARY KEY,
  estate_id TEXT NOT NULL REFERENCES estate (id) ON DELETE CASCADE,
  account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT estate_account_permission_unique UNIQUE (estate_id, account_id)
) STRICT;
CREATE INDEX estate_account_permission_account ON estate_account_permission (account_id);

-- Append-only; a second insert of the same type does nothing.
CREATE TABLE estate_onboarding_event (
  id TEXT PRIMARY KEY,
  estate_id TEXT NOT NULL REFERENCES estate (id) ON DELETE CASCADE,
  organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  event_type TEXT NOT NULL,
  category TEXT NOT NULL CHECK (category IN ('system', 'user')),
  detail TEXT,
  metadata TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(metadata)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT estate_onboarding_event_unique UNIQUE (estate_id, event_type)
) STRICT;
CREATE INDEX estate_onboarding_event_organization ON estate_onboarding_event (organization_id);
CREATE INDEX estate_onboarding_event_category ON estate_onboarding_event (estate_id, category);
