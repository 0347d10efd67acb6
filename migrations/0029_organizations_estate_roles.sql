-- Roles on single estates: of members, and of teams.

-- A member's own role on an estate. A guest sees the estates that they have one on; for other members, the higher role counts.
ALTER TABLE estate_grant ADD COLUMN role TEXT NOT NULL DEFAULT 'viewer' CHECK (role IN ('admin', 'member', 'viewer'));

CREATE TABLE team (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT team_name_unique UNIQUE (organization_id, name)
) STRICT;
CREATE INDEX team_organization ON team (organization_id, id);

CREATE TABLE team_member (
  membership_id TEXT NOT NULL REFERENCES organization_user_membership (id) ON DELETE CASCADE,
  team_id TEXT NOT NULL REFERENCES team (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (membership_id, team_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX team_member_team ON team_member (team_id);

-- The role of a team's members on an estate.
CREATE TABLE team_estate (
  team_id TEXT NOT NULL REFERENCES team (id) ON DELETE CASCADE,
  estate_id TEXT NOT NULL REFERENCES estate (id) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('admin', 'member', 'viewer')),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (team_id, estate_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX team_estate_estate ON team_estate (estate_id);

-- The roles on estates of a membership, its own and those of its teams, and of a limited service account.
DROP VIEW estate_access;
CREATE VIEW estate_access AS
SELECT membership_id AS holder_id, estate_id, role FROM estate_grant
UNION ALL
SELECT team_member.membership_id, team_estate.estate_id, team_estate.role FROM team_member
  JOIN team_estate ON team_estate.team_id = team_member.team_id
UNION ALL
SELECT reached.service_account_id, reached.estate_id, account.role FROM service_account_estate AS reached
  JOIN service_account AS account ON account.id = reached.service_account_id;
