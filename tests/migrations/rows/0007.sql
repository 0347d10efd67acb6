INSERT INTO refresh_token (id, token_hash, session_id, used_at, successor_id, expires_at, created_at) VALUES
  ('rft_01k9zqt3m8e7tbm3hz0c3x0001', 'hash of refresh token 1', 'ses_01k9zqt3m8e7tbm3hz0c3x0001', 1700000000002, 'rft_01k9zqt3m8e7tbm3hz0c3x0002', 1800000000000, 1700000000001),
  ('rft_01k9zqt3m8e7tbm3hz0c3x0002', 'hash of refresh token 2', 'ses_01k9zqt3m8e7tbm3hz0c3x0001', NULL, NULL, 1800000000000, 1700000000002);
INSERT INTO device_code (id, device_code_hash, user_code_hash, client_id, status, user_id, session_id, ip_address, place, interval_seconds, polled_at, expires_at, created_at, updated_at) VALUES
  ('dev_01k9zqt3m8e7tbm3hz0c3x0001', 'hash of device code', 'hash of user code', 'steward-cli', 'used', 'usr_01k9zqt3m8e7tbm3hz0c3x0001', 'ses_01k9zqt3m8e7tbm3hz0c3x0001', '192.0.2.1', 'Berlin, DE', 10, 1700000000002, 1800000000000, 1700000000001, 1700000000002);
INSERT INTO organization_slug_history (slug, organization_id, created_at) VALUES
  ('acme-demo', 'org_01k9zqt3m8e7tbm3hz0c3x0001', 1700000000001);
INSERT INTO estate_grant (membership_id, estate_id, created_at) VALUES
  ('member_01k9zqt3m8e7tbm3hz0c3x0002', 'est_01k9zqt3m8e7tbm3hz0c3x0002', 1700000000001);
INSERT INTO invitation (id, organization_id, email, role, estate_ids, status, token_hash, key_id, invited_by, uses, expires_at, created_at, updated_at) VALUES
  ('inv_01k9zqt3m8e7tbm3hz0c3x0001', 'org_01k9zqt3m8e7tbm3hz0c3x0001', 'new@steward.localhost', 'guest', '["est_01k9zqt3m8e7tbm3hz0c3x0002"]', 'pending', 'hash of invitation 1', 'k1', 'usr_01k9zqt3m8e7tbm3hz0c3x0001', 0, 1800000000000, 1700000000001, 1700000000001),
  ('inv_01k9zqt3m8e7tbm3hz0c3x0002', 'org_01k9zqt3m8e7tbm3hz0c3x0001', NULL, 'viewer', '[]', 'revoked', 'hash of invitation 2', 'k1', NULL, 3, 1800000000000, 1700000000001, 1700000000002);
INSERT INTO organization_domain (id, organization_id, domain, challenge, verified_at, auto_join, role, created_at, updated_at) VALUES
  ('dom_01k9zqt3m8e7tbm3hz0c3x0001', 'org_01k9zqt3m8e7tbm3hz0c3x0001', 'acme.example', 'challenge', 1700000000002, 1, 'viewer', 1700000000001, 1700000000002);
INSERT INTO api_key (id, organization_id, membership_id, name, key_hash, start, scopes, expires_at, last_used_at, created_at, updated_at) VALUES
  ('key_01k9zqt3m8e7tbm3hz0c3x0001', 'org_01k9zqt3m8e7tbm3hz0c3x0001', 'member_01k9zqt3m8e7tbm3hz0c3x0001', 'Deployment', 'hash of key', 'steward_demo', '["estate.view"]', NULL, 1700000000002, 1700000000001, 1700000000002);
