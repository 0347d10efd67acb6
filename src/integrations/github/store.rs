//! SQL of installations and of pushes.

use crate::identity::scope::custom_role_allows;

/// Joins the estate of a connection and its organization, unless that is deleted.
macro_rules! of_organization {
    () => {
        "JOIN estate ON estate.id = source.estate_id \
        JOIN organization ON organization.id = estate.organization_id AND organization.deleted_at IS NULL"
    };
}

crate::statements! {
    /// Returns a row when the user may still manage the estate's repository, with the user's account for the
    /// installation.
    SELECT_PERMITTED_ACCOUNT = concat!(
        "SELECT account.id AS account_id, account.scope FROM estate \
        JOIN organization_user_membership AS membership \
        ON membership.organization_id = estate.organization_id AND membership.user_id = ?3 \
        JOIN organization ON organization.id = estate.organization_id AND organization.deleted_at IS NULL \
        LEFT JOIN account ON account.provider_id = ?5 AND account.account_id = ?6 AND account.user_id = ?3 \
        WHERE estate.id = ?1 AND estate.organization_id = ?2 AND ",
        custom_role_allows!("membership", "repository.manage"),
        " AND (membership.role IN (SELECT value FROM json_each(?4)) \
        OR membership.role <> 'external' AND EXISTS (SELECT 1 FROM estate_access \
        WHERE estate_access.holder_id = membership.id AND estate_access.estate_id = ?1 \
        AND estate_access.role IN (SELECT value FROM json_each(?4))))"
    );
    /// Lets the estate use the user's account for the installation. Repeating it changes nothing.
    INSERT_PERMISSION = "INSERT INTO estate_account_permission (id, estate_id, account_id, created_at, updated_at) \
        SELECT ?1, ?2, id, ?6, ?6 FROM account WHERE provider_id = ?3 AND account_id = ?4 AND user_id = ?5 \
        ON CONFLICT (estate_id, account_id) DO NOTHING";
    /// The installations that an estate may use: its own first, then those of the organization's other estates. CROSS
    /// JOIN keeps SQLite from starting with the accounts of all users.
    SELECT_INSTALLATIONS = "SELECT DISTINCT account.account_id AS installation_id FROM (SELECT ?1 AS estate_id \
        UNION ALL SELECT other.id FROM estate JOIN estate AS other ON other.organization_id = estate.organization_id \
        WHERE estate.id = ?1) AS mine \
        CROSS JOIN estate_account_permission ON estate_account_permission.estate_id = mine.estate_id \
        CROSS JOIN account ON account.id = estate_account_permission.account_id \
        WHERE account.provider_id = ?2 LIMIT ?3";
    /// The installation by which an estate is connected to a repository.
    SELECT_CONNECTED_INSTALLATION = "SELECT account_id AS installation_id FROM config_source \
        WHERE estate_id = ?1 AND repository_id = ?2 AND provider = 'github' AND deactivated_at IS NULL";
    /// Everything that a push needs, in one read: the record of the same delivery when it came before, whether any estate is
    /// connected to the repository, whether an unconfirmed one is connected to the branch, and the estates of all tenants
    /// that are connected to the branch.
    SELECT_PUSH = concat!("SELECT earlier, \
        EXISTS (SELECT 1 FROM config_source AS source ",
        of_organization!(),
        " WHERE source.repository_id = ?2 AND source.deactivated_at IS NULL) AS is_connected, \
        EXISTS (SELECT 1 FROM config_source AS source ",
        of_organization!(),
        " WHERE source.repository_id = ?2 AND source.branch = ?3 AND source.deactivated_at IS NULL \
            AND source.unconfirmed_at IS NOT NULL) AS is_unconfirmed, \
        iif(earlier ->> 'outcome' = 'accepted', '[]', (SELECT json_group_array(json_object( \
            'estateId', estate_id, 'organizationId', organization_id, 'installationId', account_id, \
            'cloneUrl', clone_url, 'path', path)) FROM \
            (SELECT source.estate_id, estate.organization_id, source.account_id, source.clone_url, source.path \
            FROM config_source AS source ",
        of_organization!(),
        " WHERE source.repository_id = ?2 AND source.branch = ?3 AND source.deactivated_at IS NULL \
            AND source.unconfirmed_at IS NULL LIMIT ?4))) \
            AS estates FROM (SELECT (SELECT json_object('outcome', outcome, 'startedIds', json(build_ids)) \
            FROM webhook_delivery WHERE provider = 'github' AND hook_id IN (?5, '') AND event = 'push' AND delivery_id = ?1 \
            ORDER BY hook_id DESC LIMIT 1) AS earlier)");
}
