-- A revision changes with every edit of what several people edit, also with two in one millisecond. Every statement that edits one
-- of these rows sets updated_at.
ALTER TABLE organization ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
CREATE TRIGGER organization_revision AFTER UPDATE OF updated_at ON organization
  BEGIN UPDATE organization SET revision = revision + 1 WHERE id = NEW.id; END;

ALTER TABLE estate ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
CREATE TRIGGER estate_revision AFTER UPDATE OF updated_at ON estate
  BEGIN UPDATE estate SET revision = revision + 1 WHERE id = NEW.id; END;

ALTER TABLE organization_user_membership ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
CREATE TRIGGER membership_revision AFTER UPDATE OF updated_at ON organization_user_membership
  BEGIN UPDATE organization_user_membership SET revision = revision + 1 WHERE id = NEW.id; END;

ALTER TABLE team ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
CREATE TRIGGER team_revision AFTER UPDATE OF updated_at ON team
  BEGIN UPDATE team SET revision = revision + 1 WHERE id = NEW.id; END;

ALTER TABLE service_account ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
CREATE TRIGGER service_account_revision AFTER UPDATE OF updated_at ON service_account
  BEGIN UPDATE service_account SET revision = revision + 1 WHERE id = NEW.id; END;

ALTER TABLE oauth_client ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
CREATE TRIGGER oauth_client_revision AFTER UPDATE OF updated_at ON oauth_client
  BEGIN UPDATE oauth_client SET revision = revision + 1 WHERE id = NEW.id; END;

-- An organization has one of each of these. A new one has no revision that an earlier one had.
ALTER TABLE sso_connection ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
CREATE TRIGGER sso_connection_first_revision AFTER INSERT ON sso_connection
  BEGIN UPDATE sso_connection SET revision = NEW.created_at WHERE id = NEW.id; END;
CREATE TRIGGER sso_connection_revision AFTER UPDATE OF updated_at ON sso_connection
  BEGIN UPDATE sso_connection SET revision = revision + 1 WHERE id = NEW.id; END;

-- A delivery sets updated_at, too; it is no edit.
ALTER TABLE audit_stream ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
CREATE TRIGGER audit_stream_first_revision AFTER INSERT ON audit_stream
  BEGIN UPDATE audit_stream SET revision = NEW.created_at WHERE id = NEW.id; END;
CREATE TRIGGER audit_stream_revision AFTER UPDATE OF paused_at ON audit_stream
  BEGIN UPDATE audit_stream SET revision = revision + 1 WHERE id = NEW.id; END;

ALTER TABLE custom_role ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
CREATE TRIGGER custom_role_revision AFTER UPDATE OF updated_at ON custom_role
  BEGIN UPDATE custom_role SET revision = revision + 1 WHERE id = NEW.id; END;
