INSERT INTO organization_slug_tombstone (slug_hash, created_at) VALUES
  ('hash of a slug', 1700000000001);
