-- Periodic jobs: when each is due next, and how its last run ended.

CREATE TABLE job (
  -- as the code declares it; a job that the code no longer declares keeps its row and is not run
  name TEXT PRIMARY KEY,
  next_run_at INTEGER NOT NULL,
  last_started_at INTEGER,
  last_finished_at INTEGER,
  -- of the last run; null when it succeeded
  last_error TEXT
) STRICT, WITHOUT ROWID;
