INSERT INTO sso_connection (id, organization_id, issuer, client_id, client_secret_sealed, groups_claim, role_mappings, default_role, enforced_at, created_at, updated_at) VALUES
  ('sso_01k9zqt3m8e7tbm3hz0c3x0001', 'org_01k9zqt3m8e7tbm3hz0c3x0001', 'https://idp.acme.example', 'steward', 'k1.secret', 'groups', '[{"group":"Engineering","role":"member"}]', 'viewer', NULL, 1700000000001, 1700000000002);
INSERT INTO ended_membership (organization_id, user_id, ended_at) VALUES
  ('org_01k9zqt3m8e7tbm3hz0c3x0001', 'usr_01k9zqt3m8e7tbm3hz0c3x0002', 1700000000003);
