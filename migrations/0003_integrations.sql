-- What estates are connected to: provider identities, Slack, MCP, uploaded files, received webhooks.

CREATE TABLE provider_user_mapping (
  id TEXT PRIMARY KEY,
  provider_id TEXT NOT NULL,
  internal_user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  external_id TEXT NOT NULL,
  estate_id TEXT NOT NULL REFERENCES estate (id) ON DELETE CASCADE,
  -- NULL: of the estate's own workspace; set: home team of a Slack Connect person
  external_user_team_id TEXT,
  provider_metadata TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(provider_metadata)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT provider_user_mapping_unique UNIQUE (estate_id, provider_id, external_id)
) STRICT;
CREATE INDEX provider_user_mapping_user ON provider_user_mapping (internal_user_id);

CREATE TABLE provider_estate_mapping (
  id TEXT PRIMARY KEY,
  provider_id TEXT NOT NULL,
  internal_estate_id TEXT NOT NULL REFERENCES estate (id) ON DELETE CASCADE,
  external_id TEXT NOT NULL,
  provider_metadata TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(provider_metadata)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT provider_estate_mapping_unique UNIQUE (provider_id, external_id)
) STRICT;
CREATE INDEX provider_estate_mapping_estate ON provider_estate_mapping (internal_estate_id);

CREATE TABLE slack_channel (
  id TEXT PRIMARY KEY,
  estate_id TEXT NOT NULL REFERENCES estate (id) ON DELETE CASCADE,
  external_id TEXT NOT NULL,
  name TEXT NOT NULL,
  is_shared INTEGER NOT NULL DEFAULT 0 CHECK (is_shared IN (0, 1)),
  is_ext_shared INTEGER NOT NULL DEFAULT 0 CHECK (is_ext_shared IN (0, 1)),
  is_private INTEGER NOT NULL DEFAULT 0 CHECK (is_private IN (0, 1)),
  is_archived INTEGER NOT NULL DEFAULT 0 CHECK (is_archived IN (0, 1)),
  provider_metadata TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(provider_metadata)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT slack_channel_unique UNIQUE (estate_id, external_id)
) STRICT;
CREATE INDEX slack_channel_name ON slack_channel (estate_id, name);

CREATE TABLE slack_channel_estate_override (
  id TEXT PRIMARY KEY,
  slack_channel_id TEXT NOT NULL,
  slack_team_id TEXT NOT NULL,
  estate_id TEXT NOT NULL REFERENCES estate (id) ON DELETE CASCADE,
  reason TEXT,
  metadata TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(metadata)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT slack_channel_estate_override_unique UNIQUE (slack_channel_id, slack_team_id)
) STRICT;
CREATE INDEX slack_channel_estate_override_estate ON slack_channel_estate_override (estate_id);

CREATE TABLE slack_webhook_event (
  id TEXT PRIMARY KEY,
  estate_id TEXT NOT NULL REFERENCES estate (id) ON DELETE CASCADE,
  -- Slack's own event_id: a retried delivery is the same event
  event_id TEXT NOT NULL,
  data TEXT NOT NULL CHECK (json_valid(data)),
  ts TEXT,
  thread_ts TEXT,
  channel TEXT,
  type TEXT,
  subtype TEXT,
  user TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT slack_webhook_event_unique UNIQUE (estate_id, event_id)
) STRICT;
CREATE INDEX slack_webhook_event_thread ON slack_webhook_event (estate_id, channel, ts, thread_ts, type);

CREATE TABLE mcp_connection_param (
  id TEXT PRIMARY KEY,
  estate_id TEXT NOT NULL REFERENCES estate (id) ON DELETE CASCADE,
  connection_key TEXT NOT NULL,
  param_key TEXT NOT NULL,
  param_value_sealed TEXT NOT NULL,
  param_type TEXT NOT NULL CHECK (param_type IN ('header', 'query_param')),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT mcp_connection_param_unique UNIQUE (estate_id, connection_key, param_key, param_type)
) STRICT;

-- Bytes are in R2 under object_key.
CREATE TABLE file (
  id TEXT PRIMARY KEY,
  estate_id TEXT NOT NULL REFERENCES estate (id) ON DELETE CASCADE,
  status TEXT NOT NULL DEFAULT 'started' CHECK (status IN ('started', 'completed', 'error')),
  filename TEXT,
  size_bytes INTEGER,
  mime_type TEXT,
  object_key TEXT,
  open_ai_file_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX file_estate ON file (estate_id, id);

-- Every delivery that carried a right signature, once. A second row with the same id is refused by the key,
-- and with it the whole batch that would have acted on it.
CREATE TABLE webhook_delivery (
  provider TEXT NOT NULL CHECK (provider IN ('github', 'slack', 'stripe')),
  delivery_id TEXT NOT NULL,
  event TEXT NOT NULL,
  -- accepted, or why nothing was done: event, branch, tag, deleted, no_repository, …
  outcome TEXT NOT NULL,
  -- the builds it started, a JSON array of ids: what a repeated delivery is answered with
  build_ids TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(build_ids)),
  received_at INTEGER NOT NULL,
  CONSTRAINT webhook_delivery_unique PRIMARY KEY (provider, delivery_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_delivery_age ON webhook_delivery (received_at);
