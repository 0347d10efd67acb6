INSERT INTO user (id, name, email, email_verified, image, role, debug_mode, is_bot, banned, ban_reason, ban_expires_at, created_at, updated_at) VALUES
  ('usr_01k9zqt3m8e7tbm3hz0c3x0001', 'Demo Owner', 'owner@steward.localhost', 1, NULL, 'admin', 1, 0, 0, NULL, NULL, 1700000000001, 1700000000002),
  ('usr_01k9zqt3m8e7tbm3hz0c3x0002', 'Demo Member', 'member@steward.localhost', 0, 'https://pictures.example/1.png', 'user', 0, 0, 1, 'spam', 1800000000000, 1700000000003, 1700000000004),
  ('usr_01k9zqt3m8e7tbm3hz0c3x0003', 'Demo Bot', 'bot@steward.localhost', 0, NULL, 'user', 0, 1, 0, NULL, NULL, 1700000000005, 1700000000006);
INSERT INTO session (id, token_hash, user_id, impersonated_by, ip_address, user_agent, expires_at, refreshed_at, created_at, updated_at) VALUES
  ('ses_01k9zqt3m8e7tbm3hz0c3x0001', 'hash of session 1', 'usr_01k9zqt3m8e7tbm3hz0c3x0001', NULL, '192.0.2.1', 'Demo/1', 1800000000000, 1700000000001, 1700000000001, 1700000000001),
  ('ses_01k9zqt3m8e7tbm3hz0c3x0002', 'hash of session 2', 'usr_01k9zqt3m8e7tbm3hz0c3x0002', 'usr_01k9zqt3m8e7tbm3hz0c3x0001', NULL, NULL, 1800000000000, 1700000000001, 1700000000001, 1700000000001);
INSERT INTO account (id, user_id, provider_id, account_id, password_hash, access_token_sealed, refresh_token_sealed, id_token_sealed, access_token_expires_at, refresh_token_expires_at, scope, created_at, updated_at) VALUES
  ('acc_01k9zqt3m8e7tbm3hz0c3x0001', 'usr_01k9zqt3m8e7tbm3hz0c3x0001', 'credential', 'usr_01k9zqt3m8e7tbm3hz0c3x0001', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA', NULL, NULL, NULL, NULL, NULL, NULL, 1700000000001, 1700000000001),
  ('acc_01k9zqt3m8e7tbm3hz0c3x0002', 'usr_01k9zqt3m8e7tbm3hz0c3x0001', 'github-app', '77', NULL, 'k1.access', 'k1.refresh', NULL, 1800000000000, 1900000000000, 'contents:read', 1700000000001, 1700000000001),
  ('acc_01k9zqt3m8e7tbm3hz0c3x0003', 'usr_01k9zqt3m8e7tbm3hz0c3x0002', 'google', '1234567890', NULL, 'k1.access', NULL, 'k1.id', NULL, NULL, 'openid email profile', 1700000000001, 1700000000001);
INSERT INTO verification (id, identifier, value, expires_at, created_at, updated_at) VALUES
  ('ver_01k9zqt3m8e7tbm3hz0c3x0001', 'oauth-state:abc', '{"provider":"google"}', 1800000000000, 1700000000001, 1700000000001);
INSERT INTO dynamic_client_info (id, provider_id, user_id, client_id, client_info_sealed, created_at, updated_at) VALUES
  ('dci_01k9zqt3m8e7tbm3hz0c3x0001', 'mcp-demo', 'usr_01k9zqt3m8e7tbm3hz0c3x0001', 'client', 'k1.client', 1700000000001, 1700000000001);
INSERT INTO sign_in_attempt (subject, attempted_at) VALUES ('account:owner@steward.localhost', 1700000000001);
