INSERT INTO service_account (id, organization_id, name, role, is_limited, disabled_at, created_at, updated_at) VALUES
  ('svc_01k9zqt3m8e7tbm3hz0c3x0001', 'org_01k9zqt3m8e7tbm3hz0c3x0001', 'Deployment', 'member', 1, NULL, 1700000000001, 1700000000002),
  ('svc_01k9zqt3m8e7tbm3hz0c3x0002', 'org_01k9zqt3m8e7tbm3hz0c3x0001', 'Reports', 'viewer', 0, 1700000000003, 1700000000001, 1700000000003);
INSERT INTO service_account_estate (service_account_id, estate_id, created_at) VALUES
  ('svc_01k9zqt3m8e7tbm3hz0c3x0001', 'est_01k9zqt3m8e7tbm3hz0c3x0001', 1700000000001);
INSERT INTO api_key (id, organization_id, membership_id, service_account_id, name, key_hash, start, previous_key_hash, previous_expires_at, scopes, disabled_at, rotated_at, expires_at, last_used_at, created_at, updated_at) VALUES
  ('key_01k9zqt3m8e7tbm3hz0c3x0001', 'org_01k9zqt3m8e7tbm3hz0c3x0001', 'member_01k9zqt3m8e7tbm3hz0c3x0001', NULL, 'Deployment', 'hash of key', 'steward_demo', NULL, NULL, '["estate.view"]', NULL, NULL, NULL, 1700000000002, 1700000000001, 1700000000002),
  ('key_01k9zqt3m8e7tbm3hz0c3x0002', 'org_01k9zqt3m8e7tbm3hz0c3x0001', NULL, 'svc_01k9zqt3m8e7tbm3hz0c3x0001', 'Nightly', 'hash of key 3', 'steward_next', 'hash of key 2', 1800000000000, '["estate.view"]', NULL, 1700000000003, 1800000000000, 1700000000004, 1700000000001, 1700000000004);
INSERT INTO api_key_usage (key_id, day, calls) VALUES
  ('key_01k9zqt3m8e7tbm3hz0c3x0001', 19675, 12);
