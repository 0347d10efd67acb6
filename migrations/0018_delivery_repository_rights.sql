-- An App's installation reads more than the people who use it may: rights on a repository are asked at GitHub.

-- Who confirmed with rights on the repository that the estate is connected to it: at first the user who connected it.
ALTER TABLE config_source ADD COLUMN confirmed_by_user_id TEXT;
-- When GitHub is asked again whether somebody who manages the estate still has rights there. 0: at once.
ALTER TABLE config_source ADD COLUMN check_due_at INTEGER NOT NULL DEFAULT 0;
-- Since when nobody has, so that nothing is built until somebody confirms.
ALTER TABLE config_source ADD COLUMN unconfirmed_at INTEGER;
CREATE INDEX config_source_check ON config_source (check_due_at) WHERE deactivated_at IS NULL AND unconfirmed_at IS NULL;

-- GitHub's id of the account that pushed: a login can change hands.
ALTER TABLE build ADD COLUMN trigger_sender_id INTEGER;

-- Whose pushes an estate builds without asking GitHub again.
CREATE TABLE repository_sender (
  estate_id TEXT NOT NULL REFERENCES estate (id) ON DELETE CASCADE,
  repository_id INTEGER NOT NULL,
  -- GitHub's id of the account
  sender_id INTEGER NOT NULL,
  confirmed_at INTEGER NOT NULL,
  CONSTRAINT repository_sender_unique PRIMARY KEY (estate_id, repository_id, sender_id)
) STRICT, WITHOUT ROWID;
