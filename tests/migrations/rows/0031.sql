INSERT INTO join_link (organization_id, id, token_hash, key_id, created_at) VALUES
  ('org_01k9zqt3m8e7tbm3hz0c3x0001', 'jlk_01k9zqt3m8e7tbm3hz0c3x0001', 'hash of a join link', 'k1', 1700000000001);
INSERT INTO join_request (id, organization_id, user_id, status, decided_at, created_at, updated_at) VALUES
  ('jrq_01k9zqt3m8e7tbm3hz0c3x0001', 'org_01k9zqt3m8e7tbm3hz0c3x0001', 'usr_01k9zqt3m8e7tbm3hz0c3x0001', 'declined', 1700000000002, 1700000000001, 1700000000002);
