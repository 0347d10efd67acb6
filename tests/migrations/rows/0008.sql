INSERT INTO audit_chain (chain, sequence, hash, updated_at) VALUES
  ('org_01k9zqt3m8e7tbm3hz0c3x0001', 1, '0000000000000000000000000000000000000000000000000000000000000000', 1700000000001);
INSERT INTO audit_log (id, organization_id, actor_type, actor_id, acting_user_id, action, resource_type, detail, user_agent, created_at, sequence, hash) VALUES
  ('aud_01k9zqt3m8e7tbm3hz0c3x0003', 'org_01k9zqt3m8e7tbm3hz0c3x0001', 'key', 'key_01k9zqt3m8e7tbm3hz0c3x0001', 'usr_01k9zqt3m8e7tbm3hz0c3x0001', 'estate.create', 'estate', '{}', 'Demo/1', 1700000000003, 1, '0000000000000000000000000000000000000000000000000000000000000000');
