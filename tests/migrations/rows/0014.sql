INSERT INTO job (name, next_run_at, last_started_at, last_finished_at, last_error) VALUES
  ('outbox.sweep', 1700000000002, 1700000000001, 1700000000002, NULL),
  ('sealing.reseal', 1700000000003, 1700000000001, 1700000000002, 'internal error: the job panicked');
