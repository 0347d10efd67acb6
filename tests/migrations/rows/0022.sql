INSERT INTO totp_factor (id, user_id, secret_sealed, confirmed_at, last_used_step, last_used_at, created_at, updated_at) VALUES
  ('totp_01k9zqt3m8e7tbm3hz0c3x0001', 'usr_01k9zqt3m8e7tbm3hz0c3x0001', 'k1.secret', 1700000000002, 56666666, 1700000000003, 1700000000001, 1700000000003),
  ('totp_01k9zqt3m8e7tbm3hz0c3x0002', 'usr_01k9zqt3m8e7tbm3hz0c3x0002', 'k1.secret', NULL, NULL, NULL, 1700000000001, 1700000000001);
INSERT INTO backup_code (id, user_id, code_hash, used_at, created_at) VALUES
  ('bkc_01k9zqt3m8e7tbm3hz0c3x0001', 'usr_01k9zqt3m8e7tbm3hz0c3x0001', 'hash of code 1', NULL, 1700000000002),
  ('bkc_01k9zqt3m8e7tbm3hz0c3x0002', 'usr_01k9zqt3m8e7tbm3hz0c3x0001', 'hash of code 2', 1700000000004, 1700000000002);
INSERT INTO sign_in_challenge (id, token_hash, user_id, action, attempts, expires_at, created_at) VALUES
  ('sic_01k9zqt3m8e7tbm3hz0c3x0001', 'hash of challenge 1', 'usr_01k9zqt3m8e7tbm3hz0c3x0001', 'auth.signIn', 2, 1800000000000, 1700000000001);
