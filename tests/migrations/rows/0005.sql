INSERT INTO outbox_event (id, name, organization_id, estate_id, payload, created_at) VALUES
  ('obx_01k9zqt3m8e7tbm3hz0c3x0001', 'estate:build:created', 'org_01k9zqt3m8e7tbm3hz0c3x0001', 'est_01k9zqt3m8e7tbm3hz0c3x0001', '{"buildId":"build_01k9zqt3m8e7tbm3hz0c3x0003"}', 1700000000001);
INSERT INTO outbox_delivery (event_id, consumer, status, attempts, last_error, due_at, created_at, updated_at) VALUES
  ('obx_01k9zqt3m8e7tbm3hz0c3x0001', 'broadcast', 'done', 1, NULL, 1700000000001, 1700000000001, 1700000000002),
  ('obx_01k9zqt3m8e7tbm3hz0c3x0001', 'startBuild', 'retrying', 2, 'github did not answer', 1800000000000, 1700000000001, 1700000000002);
INSERT INTO undecodable_message (id, queue, body, error, created_at) VALUES
  ('und_01k9zqt3m8e7tbm3hz0c3x0001', 'steward-events', '"text"', 'expected a map', 1700000000001);
