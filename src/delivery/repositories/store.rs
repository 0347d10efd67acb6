//! SQL of the connected repository.

crate::statements! {
    /// The repository that an estate is connected to.
    SELECT_SOURCE = "SELECT provider, repository_id, repository_full_name AS full_name, html_url, clone_url, branch, \
        path, account_id AS installation_id, created_at AS connected_at FROM config_source \
        WHERE estate_id = ?1 AND provider = 'github' AND deactivated_at IS NULL";
    /// Ends the connection; there is at most one.
    DEACTIVATE_SOURCE = "UPDATE config_source SET deactivated_at = ?2, updated_at = ?2 \
        WHERE estate_id = ?1 AND provider = 'github' AND deactivated_at IS NULL";
    /// A new connection.
    INSERT_SOURCE = "INSERT INTO config_source (id, estate_id, provider, account_id, repository_id, \
        repository_full_name, html_url, clone_url, branch, path, created_at, updated_at) \
        VALUES (?1, ?2, 'github', ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)";
}
