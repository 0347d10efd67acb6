INSERT INTO repository_sender (estate_id, repository_id, sender_id, confirmed_at) VALUES
  ('est_01k9zqt3m8e7tbm3hz0c3x0001', 1296269, 583231, 1700000000001);
