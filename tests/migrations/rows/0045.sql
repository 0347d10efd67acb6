INSERT INTO sign_up_allowance (id, pattern, created_at) VALUES
  ('sua_01k9zqt3m8e7tbm3hz0c3x0001', 'owner@example.com', 1700000000001),
  ('sua_01k9zqt3m8e7tbm3hz0c3x0002', 'example.org', 1700000000002);
INSERT INTO waitlist_entry (id, email, name, accepted_at, created_at) VALUES
  ('wle_01k9zqt3m8e7tbm3hz0c3x0001', 'waiting@example.com', 'Demo Waiting', NULL, 1700000000001),
  ('wle_01k9zqt3m8e7tbm3hz0c3x0002', 'accepted@example.com', 'Demo Accepted', 1700000000003, 1700000000002);
