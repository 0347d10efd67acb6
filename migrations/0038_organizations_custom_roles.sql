-- Custom roles: a built-in role, limited to some of its permissions.

CREATE TABLE custom_role (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  base_role TEXT NOT NULL CHECK (base_role IN ('admin', 'member', 'viewer')),
  -- names of permissions, a JSON array
  permissions TEXT NOT NULL CHECK (json_valid(permissions)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT custom_role_name_unique UNIQUE (organization_id, name)
) STRICT;
CREATE INDEX custom_role_organization ON custom_role (organization_id, id);

-- While it has a holder, a custom role cannot be deleted. The holder's role is its base role.
ALTER TABLE organization_user_membership ADD COLUMN custom_role_id TEXT REFERENCES custom_role (id)
  CHECK (custom_role_id IS NULL OR role IN ('admin', 'member', 'viewer'));
CREATE INDEX membership_custom_role ON organization_user_membership (custom_role_id) WHERE custom_role_id IS NOT NULL;
ALTER TABLE service_account ADD COLUMN custom_role_id TEXT REFERENCES custom_role (id);
CREATE INDEX service_account_custom_role ON service_account (custom_role_id) WHERE custom_role_id IS NOT NULL;
