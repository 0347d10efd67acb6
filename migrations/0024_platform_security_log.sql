-- Whom an audit event without an organization concerns: the user that it is about, else the user who did it.
CREATE INDEX audit_log_concerned ON audit_log (
  CASE resource_type WHEN 'user' THEN resource_id ELSE actor_id END, position
) WHERE organization_id IS NULL;

-- Browsers in which the user signed in before this time count as unknown.
ALTER TABLE user ADD COLUMN browsers_known_from INTEGER;
