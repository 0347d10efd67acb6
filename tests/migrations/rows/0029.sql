INSERT INTO team (id, organization_id, name, created_at, updated_at) VALUES
  ('team_01k9zqt3m8e7tbm3hz0c3x0001', 'org_01k9zqt3m8e7tbm3hz0c3x0001', 'Design', 1700000000001, 1700000000002);
INSERT INTO team_member (membership_id, team_id, created_at) VALUES
  ('member_01k9zqt3m8e7tbm3hz0c3x0001', 'team_01k9zqt3m8e7tbm3hz0c3x0001', 1700000000001);
INSERT INTO team_estate (team_id, estate_id, role, created_at) VALUES
  ('team_01k9zqt3m8e7tbm3hz0c3x0001', 'est_01k9zqt3m8e7tbm3hz0c3x0001', 'member', 1700000000001);
