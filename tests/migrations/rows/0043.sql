INSERT INTO idempotency_key (id, role, content_sealed, is_answered, created_at) VALUES
  ('5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8', 'owner', 'k20261101.c2VhbGVk', 1, 1700000000001),
  ('6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b', '', 'k20261101.c2VhbGVkIHRvbw', 0, 1700000000002);
