INSERT INTO webhook_delivery (provider, hook_id, event, delivery_id, outcome, build_ids, received_at) VALUES
  ('github', '9001', 'push', '2f7a4c1e-demo', 'accepted', '["build_01k9zqt3m8e7tbm3hz0c3x0001"]', 1700000000001),
  ('slack', '', 'message', 'Ev0DEMO', 'event', '[]', 1700000000002);
