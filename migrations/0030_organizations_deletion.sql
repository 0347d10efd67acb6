-- When an owner deleted the organization, and who. It does not exist for anybody from then on; its rows are deleted 14
-- days later.
ALTER TABLE organization ADD COLUMN deleted_at INTEGER;
ALTER TABLE organization ADD COLUMN deleted_by TEXT;
CREATE INDEX organization_deleted ON organization (deleted_at) WHERE deleted_at IS NOT NULL;

-- Slugs of organizations whose rows are deleted: no other organization gets them.
CREATE TABLE organization_slug_tombstone (
  -- SHA-256 of the slug, hex: a slug can contain the name of a person
  slug_hash TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
