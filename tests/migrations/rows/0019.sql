INSERT INTO token_revocation (id, provider_id, token_sealed, created_at) VALUES
  ('acc_01k9zqt3m8e7tbm3hz0c3x0009', 'google', 'k1.c2VhbGVk', 1700000000001);
