//! SQL of the connected repository.

use crate::identity::scope::custom_role_allows;

/// Selects members of the organization `?1` with one of the roles `?3`, there or on the estate `?5`, and their accounts at the provider `?2`. CROSS JOIN
/// keeps SQLite from starting with the accounts of all users.
macro_rules! select_managers {
    ($user:literal) => {
        concat!(
            "SELECT membership.user_id, CAST(account.account_id AS INTEGER) AS account_id, \
             coalesce(account.label, '') AS login FROM organization_user_membership AS membership \
             CROSS JOIN account ON account.user_id = membership.user_id AND account.provider_id = ?2 \
             WHERE membership.organization_id = ?1 AND ",
            custom_role_allows!("membership", "repository.manage"),
            " AND (membership.role IN (SELECT value FROM json_each(?3)) \
             OR membership.role <> 'external' AND EXISTS (SELECT 1 FROM estate_access \
             WHERE estate_access.holder_id = membership.id AND estate_access.estate_id = ?5 \
             AND estate_access.role IN (SELECT value FROM json_each(?3)))) AND membership.user_id ",
            $user
        )
    };
}

crate::statements! {
    /// The repository that an estate is connected to.
    SELECT_SOURCE = "SELECT provider, repository_id, repository_full_name AS full_name, html_url, clone_url, branch, \
        path, account_id AS installation_id, created_at AS connected_at, unconfirmed_at, \
        installation_state FROM config_source \
        WHERE estate_id = ?1 AND provider = 'github' AND deactivated_at IS NULL";
    /// Ends the connection; there is at most one.
    DEACTIVATE_SOURCE = "UPDATE config_source SET deactivated_at = ?2, updated_at = ?2 \
        WHERE estate_id = ?1 AND provider = 'github' AND deactivated_at IS NULL";
    /// A new connection.
    INSERT_SOURCE = "INSERT INTO config_source (id, estate_id, provider, account_id, repository_id, \
        repository_full_name, html_url, clone_url, branch, path, created_at, updated_at, confirmed_by_user_id, \
        check_due_at) VALUES (?1, ?2, 'github', ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?11, ?12)";
    /// Confirms the connection to a repository.
    CONFIRM_SOURCE = "UPDATE config_source SET confirmed_by_user_id = ?3, check_due_at = ?4, unconfirmed_at = NULL, \
        updated_at = ?5 WHERE estate_id = ?1 AND repository_id = ?2 AND provider = 'github' AND deactivated_at IS NULL";
    /// A repository under its present name, read by its present installation.
    FOLLOW_REPOSITORY = "UPDATE config_source SET repository_full_name = ?2, html_url = ?3, clone_url = ?4, \
        account_id = coalesce(?5, account_id), installation_state = NULL, updated_at = ?6 \
        WHERE repository_id = ?1 AND provider = 'github' AND deactivated_at IS NULL";
    /// The estates that are connected by an installation.
    SELECT_BY_INSTALLATION = "SELECT source.estate_id, estate.organization_id, \
        source.repository_full_name AS full_name, source.installation_state \
        FROM config_source AS source JOIN estate ON estate.id = source.estate_id \
        WHERE source.account_id = ?1 AND source.deactivated_at IS NULL LIMIT ?2";
    /// The estates that are connected to some repositories, by a JSON array of their ids.
    SELECT_BY_REPOSITORIES = "SELECT source.estate_id, estate.organization_id, \
        source.repository_full_name AS full_name, source.installation_state FROM json_each(?1) \
        CROSS JOIN config_source AS source ON source.repository_id = json_each.value \
        JOIN estate ON estate.id = source.estate_id WHERE source.deactivated_at IS NULL LIMIT ?2";
    /// Whether an installation can read.
    SET_STATE_BY_INSTALLATION = "UPDATE config_source SET installation_state = ?2, updated_at = ?3 \
        WHERE account_id = ?1 AND deactivated_at IS NULL AND provider = 'github'";
    /// An installation can no longer read some of its repositories.
    SET_STATE_BY_REPOSITORIES = "UPDATE config_source SET installation_state = ?3, updated_at = ?4 \
        WHERE repository_id IN (SELECT value FROM json_each(?1)) AND deactivated_at IS NULL AND account_id = ?2";
    /// An installation can read some repositories, in place of an earlier one.
    REINSTALL = "UPDATE config_source SET account_id = ?2, installation_state = NULL, updated_at = ?3 \
        WHERE repository_id IN (SELECT value FROM json_each(?1)) AND deactivated_at IS NULL AND provider = 'github'";
    /// The confirmed connections whose check is due, the longest due first.
    SELECT_DUE = "SELECT source.id, source.estate_id, estate.organization_id, source.account_id AS installation_id, \
        source.repository_id, source.repository_full_name AS full_name, source.check_due_at, \
        source.confirmed_by_user_id FROM config_source AS source JOIN estate ON estate.id = source.estate_id \
        JOIN organization ON organization.id = estate.organization_id AND organization.deleted_at IS NULL \
        WHERE source.deactivated_at IS NULL AND source.unconfirmed_at IS NULL AND source.check_due_at <= ?1 \
        ORDER BY source.check_due_at LIMIT ?2";
    /// The accounts at the provider `?2` of an organization's members with one of the roles `?3`: at most 20, and first that
    /// of the member `?4`.
    SELECT_MANAGERS = concat!(select_managers!("= ?4"), " UNION ALL ", select_managers!("IS NOT ?4"), " LIMIT 20");
    /// Sets when a connection is checked next, and who has rights on the repository, if that was found.
    CHECKED = "UPDATE config_source SET check_due_at = ?2, confirmed_by_user_id = coalesce(?3, confirmed_by_user_id) \
        WHERE id = ?1 AND unconfirmed_at IS NULL";
    /// Ends the confirmation of a connection.
    UNCONFIRM = "UPDATE config_source SET unconfirmed_at = ?2, updated_at = ?2 \
        WHERE id = ?1 AND deactivated_at IS NULL AND unconfirmed_at IS NULL AND check_due_at = ?3";
}
