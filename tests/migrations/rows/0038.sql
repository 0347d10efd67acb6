INSERT INTO custom_role (id, organization_id, name, base_role, permissions, created_at, updated_at) VALUES
  ('role_01k9zqt3m8e7tbm3hz0c3x0001', 'org_01k9zqt3m8e7tbm3hz0c3x0001', 'Release manager', 'member',
  '["organization.view","organization.leave","estate.view","build.manage"]', 1700000000001, 1700000000002);
