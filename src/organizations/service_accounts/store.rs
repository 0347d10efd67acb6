//! SQL of service accounts.

macro_rules! account_columns {
    () => {
        "SELECT account.id, account.name, account.role, account.is_limited, account.disabled_at, account.created_at, account.revision, \
        custom_role.id AS custom_role_id, custom_role.name AS custom_role_name, \
        custom_role.permissions AS custom_permissions, \
        (SELECT json_group_array(estate_id) FROM service_account_estate AS reached \
        WHERE reached.service_account_id = account.id) AS estate_ids, \
        (SELECT count(*) FROM api_key WHERE api_key.service_account_id = account.id) AS keys, \
        (SELECT max(last_used_at) FROM api_key WHERE api_key.service_account_id = account.id) AS last_used_at \
        FROM service_account AS account LEFT JOIN custom_role ON custom_role.id = account.custom_role_id \
        WHERE account.organization_id = ?1 "
    };
}

/// Whether there is no custom role, or one of the organization with the base role.
macro_rules! has_custom_role {
    ($id:literal, $role:literal) => {
        concat!(
            "(",
            $id,
            " IS NULL OR EXISTS (SELECT 1 FROM custom_role WHERE custom_role.id = ",
            $id,
            " AND custom_role.organization_id = ?1 AND custom_role.base_role = ",
            $role,
            "))"
        )
    };
}

use crate::api::Revision;

/// How a service account's revision is found.
pub const REVISION: Revision = Revision { parameter: "serviceAccountId", select: SELECT_REVISION };

crate::statements! {
    SELECT_REVISION = "SELECT revision FROM service_account WHERE organization_id = ?1 AND id = ?2";
    /// A page of an organization's service accounts, oldest first.
    LIST = concat!(account_columns!(), "AND account.id > ?2 ORDER BY account.id LIMIT ?3");
    /// One service account.
    SELECT = concat!(account_columns!(), "AND account.id = ?2");
    /// Inserts a service account, while its custom role exists.
    INSERT = concat!(
        "INSERT INTO service_account (id, organization_id, name, role, is_limited, created_at, updated_at, \
        custom_role_id) SELECT ?2, ?1, ?3, ?4, ?5, ?6, ?6, ?7 WHERE ", has_custom_role!("?7", "?4")
    );
    /// Updates a service account, while its custom role exists, unless it was changed since it was read.
    UPDATE = concat!(
        "UPDATE service_account SET name = ?3, role = ?4, is_limited = ?5, disabled_at = ?6, updated_at = ?7, \
        custom_role_id = ?13 WHERE organization_id = ?1 AND id = ?2 AND name = ?8 AND role = ?9 AND is_limited = ?10 AND disabled_at IS ?11 \
        AND custom_role_id IS ?12 AND ", has_custom_role!("?13", "?4")
    );
    /// Deletes a service account with its keys.
    DELETE = "DELETE FROM service_account WHERE organization_id = ?1 AND id = ?2";
    DELETE_ESTATES = "DELETE FROM service_account_estate WHERE service_account_id = ?1";
    /// Limits a service account to those of these estates that are in the organization.
    INSERT_ESTATES = "INSERT INTO service_account_estate (service_account_id, estate_id, created_at) \
        SELECT ?2, estate.id, ?4 FROM json_each(?3) \
        JOIN estate ON estate.id = json_each.value AND estate.organization_id = ?1 WHERE true \
        ON CONFLICT (service_account_id, estate_id) DO NOTHING";
}
