INSERT INTO scim_group (organization_id, team_id, external_id, created_at, updated_at) VALUES
  ('org_01k9zqt3m8e7tbm3hz0c3x0001', 'team_01k9zqt3m8e7tbm3hz0c3x0001', 'group 1', 1700000000001, 1700000000002);
INSERT INTO scim_group_member (team_id, user_id) VALUES
  ('team_01k9zqt3m8e7tbm3hz0c3x0001', 'usr_01k9zqt3m8e7tbm3hz0c3x0001');
