-- Why the GitHub App cannot read the repository now, as GitHub reported it; NULL while it can.
ALTER TABLE config_source ADD COLUMN installation_state TEXT CHECK (installation_state IN ('suspended', 'removed'));
CREATE INDEX config_source_installation ON config_source (account_id) WHERE deactivated_at IS NULL;
