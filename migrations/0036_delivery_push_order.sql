-- Deliveries may come in another order than the pushes: the commit that the branch had before the push tells which is which.
ALTER TABLE build ADD COLUMN push_before TEXT;
