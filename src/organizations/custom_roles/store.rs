//! SQL of custom roles.

macro_rules! custom_role_columns {
    () => {
        "SELECT custom_role.id, custom_role.name, custom_role.base_role, custom_role.permissions, custom_role.created_at, \
        custom_role.revision, (SELECT count(*) FROM organization_user_membership AS holder WHERE holder.custom_role_id = custom_role.id) \
        AS members, (SELECT count(*) FROM service_account AS account WHERE account.custom_role_id = custom_role.id) \
        AS service_accounts FROM custom_role WHERE custom_role.organization_id = ?1 "
    };
}

use crate::api::Revision;

/// How a custom role's revision is found.
pub const REVISION: Revision = Revision { parameter: "customRoleId", select: SELECT_REVISION };

crate::statements! {
    SELECT_REVISION = "SELECT revision FROM custom_role WHERE organization_id = ?1 AND id = ?2";
    /// A page of an organization's custom roles, oldest first.
    LIST = concat!(custom_role_columns!(), "AND custom_role.id > ?2 ORDER BY custom_role.id LIMIT ?3");
    /// One custom role.
    SELECT = concat!(custom_role_columns!(), "AND custom_role.id = ?2");
    /// Inserts a custom role, while the organization has fewer than `?7`.
    INSERT = "INSERT INTO custom_role (id, organization_id, name, base_role, permissions, created_at, updated_at) \
        SELECT ?2, ?1, ?3, ?4, ?5, ?6, ?6 WHERE (SELECT count(*) FROM custom_role WHERE organization_id = ?1) < ?7";
    /// Updates a custom role, unless it was changed since it was read.
    UPDATE = "UPDATE custom_role SET name = ?3, permissions = ?4, updated_at = ?5 \
        WHERE organization_id = ?1 AND id = ?2 AND name = ?6 AND permissions = ?7";
    /// Deletes a custom role that nobody has.
    DELETE = "DELETE FROM custom_role WHERE organization_id = ?1 AND id = ?2 AND NOT EXISTS (SELECT 1 \
        FROM organization_user_membership AS holder WHERE holder.custom_role_id = ?2) AND NOT EXISTS (SELECT 1 \
        FROM service_account AS account WHERE account.custom_role_id = ?2)";
}
