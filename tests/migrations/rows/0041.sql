INSERT INTO audit_retention (organization_id, days, signature, next_removal_at, updated_at) VALUES
  ('org_01k9zqt3m8e7tbm3hz0c3x0001', 365, 'k1:signature of the rule', 1700000000003, 1700000000002);
