INSERT INTO oauth_client (id, organization_id, name, redirect_uris, scopes, secret_hash, previous_secret_hash, previous_secret_expires_at, disabled_at, created_at, updated_at) VALUES
  ('oac_01k9zqt3m8e7tbm3hz0c3x0001', 'org_01k9zqt3m8e7tbm3hz0c3x0001', 'Reports', '["https://app.example.com/callback"]', 'openid email', 'hash of secret 2', 'hash of secret 1', 1800000000000, NULL, 1700000000001, 1700000000002),
  ('oac_01k9zqt3m8e7tbm3hz0c3x0002', 'org_01k9zqt3m8e7tbm3hz0c3x0001', 'Terminal', '["http://127.0.0.1/callback"]', 'openid', NULL, NULL, NULL, 1700000000003, 1700000000001, 1700000000003);
INSERT INTO oauth_consent (id, client_id, membership_id, user_id, scopes, created_at, updated_at) VALUES
  ('ocs_01k9zqt3m8e7tbm3hz0c3x0001', 'oac_01k9zqt3m8e7tbm3hz0c3x0001', 'member_01k9zqt3m8e7tbm3hz0c3x0001', 'usr_01k9zqt3m8e7tbm3hz0c3x0001', 'openid', 1700000000001, 1700000000001);
INSERT INTO authorization_code (id, code_hash, consent_id, session_id, redirect_uri, code_challenge, scopes, resource, nonce, authenticated_at, used_at, granted_session_id, expires_at, created_at) VALUES
  ('oco_01k9zqt3m8e7tbm3hz0c3x0001', 'hash of code 1', 'ocs_01k9zqt3m8e7tbm3hz0c3x0001', 'ses_01k9zqt3m8e7tbm3hz0c3x0001', 'https://app.example.com/callback', 'challenge', 'openid', 'https://steward.example.com/api', 'nonce', 1700000000001, 1700000000002, 'ses_01k9zqt3m8e7tbm3hz0c3x0003', 1800000000000, 1700000000001);
INSERT INTO signing_key (id, public_key, private_key_sealed, signs_from, signs_until, created_at) VALUES
  ('sgk_01k9zqt3m8e7tbm3hz0c3x0001', '{"kty":"EC"}', 'k1.key', 1700000000001, 1800000000000, 1700000000001);
