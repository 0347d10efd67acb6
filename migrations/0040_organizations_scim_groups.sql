-- Provisioning by SCIM 2.0: the groups of the identity provider. A group is a team.
CREATE TABLE scim_group (
  organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  team_id TEXT NOT NULL CONSTRAINT scim_group_team_unique UNIQUE REFERENCES team (id) ON DELETE CASCADE,
  -- the provider's own id
  external_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (organization_id, team_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX scim_group_external ON scim_group (organization_id, external_id) WHERE external_id IS NOT NULL;

-- The users of a group. Those who are members of the organization are the members of the team.
CREATE TABLE scim_group_member (
  team_id TEXT NOT NULL REFERENCES scim_group (team_id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  PRIMARY KEY (team_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX scim_group_member_user ON scim_group_member (user_id);
