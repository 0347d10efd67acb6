-- Where an estate's configuration comes from, its builds, and the one configuration that is active.

CREATE TABLE config_source (
  id TEXT PRIMARY KEY,
  estate_id TEXT NOT NULL REFERENCES estate (id) ON DELETE CASCADE,
  provider TEXT NOT NULL CHECK (provider IN ('github')),
  -- the GitHub App's installation id
  account_id TEXT NOT NULL,
  repository_id INTEGER NOT NULL,
  repository_full_name TEXT NOT NULL,
  html_url TEXT NOT NULL,
  clone_url TEXT NOT NULL,
  branch TEXT NOT NULL,
  -- NULL is the root of the repository
  path TEXT CHECK (path IS NULL OR (path <> '' AND path NOT LIKE '/%')),
  deactivated_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX config_source_active ON config_source (estate_id, provider) WHERE deactivated_at IS NULL;
CREATE INDEX config_source_estate ON config_source (estate_id);
-- a push names its repository: every estate that is connected to it
CREATE INDEX config_source_repository ON config_source (repository_id, branch) WHERE deactivated_at IS NULL;

CREATE TABLE build (
  id TEXT PRIMARY KEY,
  estate_id TEXT NOT NULL REFERENCES estate (id) ON DELETE CASCADE,
  -- 1, 2, 3 … within the estate, in the order in which builds were triggered
  number INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('queued', 'in_progress', 'complete', 'failed', 'cancelled')),
  -- what was last reported by the estate's build manager; a report with a smaller one is old and ignored
  revision INTEGER NOT NULL DEFAULT 0,
  installation_id TEXT NOT NULL,
  repository_id INTEGER NOT NULL,
  clone_url TEXT NOT NULL,
  branch TEXT,
  path TEXT,
  commit_hash TEXT NOT NULL CHECK (length(commit_hash) IN (40, 64)),
  commit_message TEXT NOT NULL,
  commit_author TEXT,
  trigger_kind TEXT NOT NULL CHECK (trigger_kind IN ('push', 'manual', 'connect')),
  triggered_by_user_id TEXT REFERENCES user (id) ON DELETE SET NULL,
  -- login of whoever pushed
  trigger_sender TEXT,
  webhook_delivery_id TEXT,
  steps TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(steps)),
  failure_code TEXT,
  failure_message TEXT,
  log_line_count INTEGER NOT NULL DEFAULT 0,
  files_key TEXT,
  file_count INTEGER,
  files_bytes INTEGER,
  configuration_key TEXT,
  configuration_bytes INTEGER,
  started_at INTEGER,
  completed_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT build_number_unique UNIQUE (estate_id, number),
  CONSTRAINT build_failure CHECK ((status = 'failed') = (failure_code IS NOT NULL)),
  CONSTRAINT build_end CHECK ((status IN ('complete', 'failed', 'cancelled')) = (completed_at IS NOT NULL))
) STRICT;
CREATE INDEX build_status ON build (estate_id, status, number);
CREATE INDEX build_unfinished ON build (updated_at) WHERE status IN ('queued', 'in_progress');
CREATE INDEX build_user ON build (triggered_by_user_id) WHERE triggered_by_user_id IS NOT NULL;

CREATE TABLE active_config (
  id TEXT PRIMARY KEY,
  estate_id TEXT NOT NULL CONSTRAINT active_config_estate_unique UNIQUE REFERENCES estate (id) ON DELETE CASCADE,
  build_id TEXT NOT NULL REFERENCES build (id) ON DELETE CASCADE,
  -- Only a build with a larger number takes over by itself. A rollback sets it to the newest number there is,
  -- so that what was triggered before the rollback does not undo it.
  watermark INTEGER NOT NULL,
  activated_by_user_id TEXT REFERENCES user (id) ON DELETE SET NULL,
  activated_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX active_config_build ON active_config (build_id);
CREATE INDEX active_config_user ON active_config (activated_by_user_id) WHERE activated_by_user_id IS NOT NULL;
