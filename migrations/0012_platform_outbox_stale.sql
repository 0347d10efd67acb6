-- What an event makes stale, as JSON: the resources that open browsers fetch again. Null where nobody looks at it.

ALTER TABLE outbox_event ADD COLUMN stale TEXT CHECK (stale IS NULL OR json_valid(stale));
