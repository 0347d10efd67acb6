-- How far a chain is anchored in the bucket.
ALTER TABLE audit_chain ADD COLUMN anchored_sequence INTEGER NOT NULL DEFAULT 0;
CREATE INDEX audit_chain_not_anchored ON audit_chain (chain) WHERE anchored_sequence < sequence;
