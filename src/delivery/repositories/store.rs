//! SQL of the connected repository.

/// Selects members of the organization `?1` with one of the roles `?3` and their accounts at the provider `?2`. CROSS JOIN
/// keeps SQLite from starting with the accounts of all users.
macro_rules! select_managers {
    ($user:literal) => {
        concat!(
            "SELECT membership.user_id, CAST(account.account_id AS INTEGER) AS account_id, \
             coalesce(account.label, '') AS login FROM organization_user_membership AS membership \
             CROSS JOIN account ON account.user_id = membership.user_id AND account.provider_id = ?2 \
             WHERE membership.organization_id = ?1 AND membership.role IN (SELECT value FROM json_each(?3)) \
             AND membership.user_id ",
            $user
        )
    };
}

crate::statements! {
    /// The repository that an estate is connected to.
    SELECT_SOURCE = "SELECT provider, repository_id, repository_full_name AS full_name, html_url, clone_url, branch, \
        path, account_id AS installation_id, created_at AS connected_at, unconfirmed_at FROM config_source \
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
