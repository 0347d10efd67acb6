-- One id may come from two webhooks, and with two events: a delivery is known by all three.
CREATE TABLE webhook_delivery_keyed (
  provider TEXT NOT NULL CHECK (provider IN ('github', 'slack', 'stripe')),
  -- the provider's id of the webhook, '' when it has none
  hook_id TEXT NOT NULL,
  event TEXT NOT NULL,
  delivery_id TEXT NOT NULL,
  -- accepted, or why nothing was done: event, branch, tag, deleted, no_repository, …
  outcome TEXT NOT NULL,
  -- the builds it started, a JSON array of ids: what a repeated delivery is answered with
  build_ids TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(build_ids)),
  received_at INTEGER NOT NULL,
  CONSTRAINT webhook_delivery_unique PRIMARY KEY (provider, hook_id, event, delivery_id)
) STRICT, WITHOUT ROWID;
INSERT INTO webhook_delivery_keyed (provider, hook_id, event, delivery_id, outcome, build_ids, received_at)
  SELECT provider, '', event, delivery_id, outcome, build_ids, received_at FROM webhook_delivery;
DROP TABLE webhook_delivery;
ALTER TABLE webhook_delivery_keyed RENAME TO webhook_delivery;
CREATE INDEX webhook_delivery_age ON webhook_delivery (received_at);
