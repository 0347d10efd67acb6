INSERT INTO provider_user_mapping (id, provider_id, internal_user_id, external_id, estate_id, external_user_team_id, provider_metadata, created_at, updated_at) VALUES
  ('pum_01k9zqt3m8e7tbm3hz0c3x0001', 'slack', 'usr_01k9zqt3m8e7tbm3hz0c3x0001', 'U0DEMO1', 'est_01k9zqt3m8e7tbm3hz0c3x0001', NULL, '{"name":"demo"}', 1700000000001, 1700000000001),
  ('pum_01k9zqt3m8e7tbm3hz0c3x0002', 'slack', 'usr_01k9zqt3m8e7tbm3hz0c3x0002', 'U0DEMO2', 'est_01k9zqt3m8e7tbm3hz0c3x0001', 'T0OTHER', '{}', 1700000000001, 1700000000001);
INSERT INTO provider_estate_mapping (id, provider_id, internal_estate_id, external_id, provider_metadata, created_at, updated_at) VALUES
  ('pem_01k9zqt3m8e7tbm3hz0c3x0001', 'slack', 'est_01k9zqt3m8e7tbm3hz0c3x0001', 'T0DEMO', '{}', 1700000000001, 1700000000001);
INSERT INTO slack_channel (id, estate_id, external_id, name, is_shared, is_ext_shared, is_private, is_archived, provider_metadata, created_at, updated_at) VALUES
  ('slc_01k9zqt3m8e7tbm3hz0c3x0001', 'est_01k9zqt3m8e7tbm3hz0c3x0001', 'C0DEMO', 'general', 1, 0, 0, 0, '{}', 1700000000001, 1700000000001);
INSERT INTO slack_channel_estate_override (id, slack_channel_id, slack_team_id, estate_id, reason, metadata, created_at, updated_at) VALUES
  ('sco_01k9zqt3m8e7tbm3hz0c3x0001', 'C0DEMO', 'T0DEMO', 'est_01k9zqt3m8e7tbm3hz0c3x0002', 'a demo', '{}', 1700000000001, 1700000000001);
INSERT INTO slack_webhook_event (id, estate_id, event_id, data, ts, thread_ts, channel, type, subtype, user, created_at, updated_at) VALUES
  ('swe_01k9zqt3m8e7tbm3hz0c3x0001', 'est_01k9zqt3m8e7tbm3hz0c3x0001', 'Ev0DEMO', '{"type":"message"}', '1700000000.000100', NULL, 'C0DEMO', 'message', NULL, 'U0DEMO1', 1700000000001, 1700000000001);
INSERT INTO mcp_connection_param (id, estate_id, connection_key, param_key, param_value_sealed, param_type, created_at, updated_at) VALUES
  ('mcp_01k9zqt3m8e7tbm3hz0c3x0001', 'est_01k9zqt3m8e7tbm3hz0c3x0001', 'demo', 'authorization', 'k1.value', 'header', 1700000000001, 1700000000001);
INSERT INTO file (id, estate_id, status, filename, size_bytes, mime_type, object_key, open_ai_file_id, created_at, updated_at) VALUES
  ('fil_01k9zqt3m8e7tbm3hz0c3x0001', 'est_01k9zqt3m8e7tbm3hz0c3x0001', 'completed', 'demo.txt', 4, 'text/plain', 'files/demo', NULL, 1700000000001, 1700000000001);
INSERT INTO webhook_delivery (provider, delivery_id, event, outcome, build_ids, received_at) VALUES
  ('github', '2f7a4c1e-demo', 'push', 'accepted', '["build_01k9zqt3m8e7tbm3hz0c3x0001"]', 1700000000001),
  ('slack', 'Ev0DEMO', 'message', 'event', '[]', 1700000000002);
