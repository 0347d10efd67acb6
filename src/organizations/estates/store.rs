//! SQL of estates.

crate::statements! {
    /// A new estate.
    INSERT = "INSERT INTO estate (id, organization_id, name, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)";
    /// A step of an estate's onboarding; a second of the same type is ignored.
    INSERT_ONBOARDING_EVENT = "INSERT OR IGNORE INTO estate_onboarding_event (id, estate_id, organization_id, event_type, \
        category, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)";
    /// One estate.
    SELECT = "SELECT id, name, cancel_superseded_builds, created_at, updated_at FROM estate WHERE id = ?1 AND organization_id = ?2";
    /// An organization's estates, oldest first; with `?4`, the membership of a guest, only the granted ones.
    LIST = "SELECT id, name, cancel_superseded_builds, created_at, updated_at FROM estate WHERE organization_id = ?1 AND id > ?2 \
        AND (?4 IS NULL OR EXISTS (SELECT 1 FROM estate_grant WHERE estate_grant.membership_id = ?4 \
        AND estate_grant.estate_id = estate.id)) ORDER BY id LIMIT ?3";
    /// Updates an estate, unless it was changed since it was read.
    UPDATE = "UPDATE estate SET name = ?3, cancel_superseded_builds = ?4, updated_at = ?5 \
        WHERE id = ?1 AND organization_id = ?2 AND name = ?6 AND cancel_superseded_builds = ?7";
    /// Deletes an estate with all its rows, while it has that name and is not the organization's default.
    DELETE = "DELETE FROM estate WHERE id = ?1 AND organization_id = ?2 AND name = ?3 AND NOT EXISTS \
        (SELECT 1 FROM organization WHERE organization.id = ?2 AND organization.default_estate_id = ?1)";
    /// The columns that a deletion checks.
    SELECT_FOR_DELETION = "SELECT estate.name, organization.default_estate_id IS ?1 AS is_default FROM estate \
        JOIN organization ON organization.id = estate.organization_id \
        WHERE estate.id = ?1 AND estate.organization_id = ?2";
    /// The repository that an estate is connected to, as JSON.
    SELECT_REPOSITORY = "SELECT json_object('provider', provider, 'repositoryId', CAST(repository_id AS TEXT), \
        'fullName', repository_full_name, 'htmlUrl', html_url, 'cloneUrl', clone_url, 'branch', branch, 'path', path, \
        'installationId', account_id, 'connectedAt', \
        strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch')) AS repository FROM config_source \
        WHERE estate_id = ?1 AND provider = 'github' AND deactivated_at IS NULL";
    /// The active build of an estate, and the rollback that keeps it active, as JSON.
    SELECT_ACTIVE_BUILD = "SELECT active_config.build_id, iif(pinned_at IS NULL, NULL, json_object(\
        'buildId', active_config.build_id, 'number', build.number, \
        'from', json(iif(previous.id IS NULL, NULL, json_object('buildId', previous.id, 'number', previous.number))), \
        'user', json(iif(user.id IS NULL, NULL, json_object('id', user.id, 'name', user.name))), \
        'reason', pin_reason, 'at', strftime('%Y-%m-%dT%H:%M:%fZ', pinned_at / 1000.0, 'unixepoch'))) AS rollback \
        FROM active_config JOIN build ON build.id = active_config.build_id \
        LEFT JOIN build AS previous ON previous.id = active_config.pinned_from_build_id \
        LEFT JOIN user ON user.id = active_config.activated_by_user_id WHERE active_config.estate_id = ?1";
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;
    use serde_json::{Value, json};
    use steward_kernel::time::Timestamp;

    /// The JSON that SQLite writes has the types and the time format of the API.
    #[test]
    fn a_repository_is_written_as_the_api_shows_it() {
        let database = Connection::open_in_memory().unwrap();
        let mut files: Vec<_> = std::fs::read_dir("migrations").unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for file in files {
            database.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
        }
        database.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        for created_at in [1_700_000_000_000_i64, 1_700_000_000_001, 1_759_999_999_999] {
            database.execute_batch("DELETE FROM config_source").unwrap();
            database
                .execute(
                    "INSERT INTO config_source (id, estate_id, provider, account_id, repository_id, \
                    repository_full_name, html_url, clone_url, branch, path, created_at, updated_at) VALUES ('c', 'e', \
                    'github', '9', 1296269, 'octocat/Hello-World', 'https://a.example', 'https://b.example', 'main', \
                    NULL, ?1, ?1)",
                    [created_at],
                )
                .unwrap();
            let text = database.query_row(super::SELECT_REPOSITORY, ["e"], |row| row.get::<_, String>(0)).unwrap();
            assert_eq!(
                serde_json::from_str::<Value>(&text).unwrap(),
                json!({
                    "provider": "github", "repositoryId": "1296269", "fullName": "octocat/Hello-World",
                    "htmlUrl": "https://a.example", "cloneUrl": "https://b.example", "branch": "main", "path": null,
                    "installationId": "9", "connectedAt": Timestamp(created_at),
                })
            );
        }
    }
}
