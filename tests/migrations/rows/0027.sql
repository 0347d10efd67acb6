INSERT INTO scim_token (id, organization_id, token_hash, start, last_used_at, created_at) VALUES
  ('sct_01k9zqt3m8e7tbm3hz0c3x0001', 'org_01k9zqt3m8e7tbm3hz0c3x0001', 'hash of scim token 1', 'steward_scim_demo', NULL, 1700000000001);
INSERT INTO scim_user (organization_id, user_id, external_id, created_at, updated_at) VALUES
  ('org_01k9zqt3m8e7tbm3hz0c3x0001', 'usr_01k9zqt3m8e7tbm3hz0c3x0001', '00u1', 1700000000001, 1700000000002);
