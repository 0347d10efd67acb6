-- What has happened and who is still to be told. Written in the same batch as the change itself.

CREATE TABLE outbox_event (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  organization_id TEXT,
  estate_id TEXT,
  -- ids and small facts only, never a secret
  payload TEXT NOT NULL CHECK (json_valid(payload) AND length(payload) <= 16384),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_event_age ON outbox_event (created_at);

-- One row, and one queue message, per event and consumer.
CREATE TABLE outbox_delivery (
  event_id TEXT NOT NULL REFERENCES outbox_event (id) ON DELETE CASCADE,
  consumer TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'retrying', 'done', 'dead')),
  attempts INTEGER NOT NULL DEFAULT 0,
  last_error TEXT,
  -- the sweep sends it again when this has passed and it is not done
  due_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (event_id, consumer)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_delivery_due ON outbox_delivery (due_at) WHERE status IN ('pending', 'retrying');
CREATE INDEX outbox_delivery_status ON outbox_delivery (status, event_id, consumer);

-- A queue message that could not even be read.
CREATE TABLE undecodable_message (
  id TEXT PRIMARY KEY,
  queue TEXT NOT NULL,
  body TEXT NOT NULL,
  error TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
