INSERT INTO organization (id, name, stripe_customer_id, created_at, updated_at) VALUES
  ('org_01k9zqt3m8e7tbm3hz0c3x0001', 'Acme Demo', 'cus_demo', 1700000000001, 1700000000002),
  ('org_01k9zqt3m8e7tbm3hz0c3x0002', 'Without an estate', NULL, 1700000000003, 1700000000004);
INSERT INTO organization_user_membership (id, organization_id, user_id, role, created_at, updated_at) VALUES
  ('member_01k9zqt3m8e7tbm3hz0c3x0001', 'org_01k9zqt3m8e7tbm3hz0c3x0001', 'usr_01k9zqt3m8e7tbm3hz0c3x0001', 'owner', 1700000000001, 1700000000001),
  ('member_01k9zqt3m8e7tbm3hz0c3x0002', 'org_01k9zqt3m8e7tbm3hz0c3x0001', 'usr_01k9zqt3m8e7tbm3hz0c3x0002', 'guest', 1700000000001, 1700000000001),
  ('member_01k9zqt3m8e7tbm3hz0c3x0003', 'org_01k9zqt3m8e7tbm3hz0c3x0002', 'usr_01k9zqt3m8e7tbm3hz0c3x0002', 'owner', 1700000000001, 1700000000001);
INSERT INTO estate (id, organization_id, name, created_at, updated_at) VALUES
  ('est_01k9zqt3m8e7tbm3hz0c3x0002', 'org_01k9zqt3m8e7tbm3hz0c3x0001', 'Shop', 1700000000001, 1700000000001),
  ('est_01k9zqt3m8e7tbm3hz0c3x0001', 'org_01k9zqt3m8e7tbm3hz0c3x0001', 'Default', 1700000000002, 1700000000002);
INSERT INTO estate_account_permission (id, estate_id, account_id, created_at, updated_at) VALUES
  ('eap_01k9zqt3m8e7tbm3hz0c3x0001', 'est_01k9zqt3m8e7tbm3hz0c3x0001', 'acc_01k9zqt3m8e7tbm3hz0c3x0002', 1700000000001, 1700000000001);
INSERT INTO estate_onboarding_event (id, estate_id, organization_id, event_type, category, detail, metadata, created_at, updated_at) VALUES
  ('eoe_01k9zqt3m8e7tbm3hz0c3x0001', 'est_01k9zqt3m8e7tbm3hz0c3x0001', 'org_01k9zqt3m8e7tbm3hz0c3x0001', 'EstateCreated', 'system', NULL, '{}', 1700000000001, 1700000000001),
  ('eoe_01k9zqt3m8e7tbm3hz0c3x0002', 'est_01k9zqt3m8e7tbm3hz0c3x0001', 'org_01k9zqt3m8e7tbm3hz0c3x0001', 'OrgNameConfirmed', 'user', 'Acme Demo', '{"by":"demo"}', 1700000000001, 1700000000001);
