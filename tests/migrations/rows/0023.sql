INSERT INTO passkey (id, user_id, name, credential_id, algorithm, public_key, transports, sign_count, verifies_user, backup_eligible, backed_up, last_used_at, created_at, updated_at) VALUES
  ('pky_01k9zqt3m8e7tbm3hz0c3x0001', 'usr_01k9zqt3m8e7tbm3hz0c3x0001', 'Laptop', 'Y3JlZGVudGlhbCAx', 'ES256', '{"kty":"EC"}', '["internal"]', 7, 1, 1, 1, 1700000000003, 1700000000001, 1700000000003),
  ('pky_01k9zqt3m8e7tbm3hz0c3x0002', 'usr_01k9zqt3m8e7tbm3hz0c3x0001', 'Security key', 'Y3JlZGVudGlhbCAy', 'EdDSA', '{"kty":"OKP"}', '[]', 0, 0, 0, 0, NULL, 1700000000002, 1700000000002);
