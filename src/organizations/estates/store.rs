//! SQL of estates.

/// The condition that an estate is in a list: of the organization, open to the holder, if any, and
/// with the text, if any, in its name. The text is in lower case.
macro_rules! is_listed {
    ($organization:literal, $holder:literal, $text:literal) => {
        concat!(
            "estate.organization_id = ",
            $organization,
            " AND (",
            $holder,
            " IS NULL OR EXISTS (SELECT 1 FROM estate_access WHERE estate_access.holder_id = ",
            $holder,
            " AND estate_access.estate_id = estate.id)) AND (",
            $text,
            " IS NULL OR instr(lower(estate.name), ",
            $text,
            ") > 0)"
        )
    };
}

/// A time in JSON, from a column in milliseconds.
macro_rules! time {
    ($milliseconds:literal) => {
        concat!("strftime('%Y-%m-%dT%H:%M:%fZ', ", $milliseconds, " / 1000.0, 'unixepoch')")
    };
}

/// Selects the overviews of estates, for a `PageStatement`: those after `?6`, open to the holder `?7`, named `?8`, of
/// the state `?9`.
macro_rules! select_overviews {
    ($ids:literal) => {
        concat!(
            "SELECT estate.id AS key, json_object('id', estate.id, 'name', estate.name, 'createdAt', ",
            time!("estate.created_at"),
            ", 'repository', json(iif(source.id IS NULL, NULL, json_object('fullName', source.repository_full_name, \
                'htmlUrl', source.html_url, 'branch', source.branch))), \
             'lastBuild', json(iif(last.id IS NULL, NULL, json_object('id', last.id, 'number', last.number, \
                'status', last.status, 'commitHash', last.commit_hash, 'commitSubject', trim(substr(last.commit_message, \
                1, min(200, instr(last.commit_message || char(10), char(10)) - 1)), char(13) || ' '), \
                'commitAuthor', last.commit_author, 'branch', last.branch, 'createdAt', ",
            time!("last.created_at"),
            "))), 'activeBuild', json(iif(active.id IS NULL, NULL, json_object('id', active.id, \
                'number', active.number, 'activatedAt', ",
            time!("active_config.activated_at"),
            ", 'isRolledBack', json(iif(active_config.pinned_at IS NULL, 'false', 'true')))))) AS item FROM estate \
             LEFT JOIN build AS last ON last.estate_id = estate.id AND last.number = \
                (SELECT max(number) FROM build WHERE build.estate_id = estate.id) \
             LEFT JOIN active_config ON active_config.estate_id = estate.id \
             LEFT JOIN build AS active ON active.id = active_config.build_id \
             LEFT JOIN config_source AS source ON source.estate_id = estate.id AND source.provider = 'github' \
                AND source.deactivated_at IS NULL WHERE ",
            is_listed!("?3", "?7", "?8"),
            " AND estate.id ",
            $ids,
            " AND (?9 IS NULL OR CASE ?9 WHEN 'failed' THEN last.status = 'failed' \
             WHEN 'building' THEN last.status IN ('queued', 'in_progress') ELSE last.id = active.id END) \
             ORDER BY estate.id LIMIT ?5 + 1"
        )
    };
}

use crate::api::Revision;

/// How an estate's revision is found.
pub const REVISION: Revision = Revision { parameter: "estateId", select: SELECT_REVISION };

crate::statements! {
    SELECT_REVISION = "SELECT revision FROM estate WHERE organization_id = ?1 AND id = ?2";
    /// A new estate.
    INSERT = "INSERT INTO estate (id, organization_id, name, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)";
    /// A step of an estate's onboarding; a second of the same type is ignored.
    INSERT_ONBOARDING_EVENT = "INSERT OR IGNORE INTO estate_onboarding_event (id, estate_id, organization_id, event_type, \
        category, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)";
    /// One estate.
    SELECT = "SELECT id, name, cancel_superseded_builds, created_at, updated_at, revision FROM estate WHERE id = ?1 AND organization_id = ?2";
    /// An organization's estates, oldest first.
    LIST = concat!("SELECT id, name, cancel_superseded_builds, created_at, updated_at, revision FROM estate WHERE ", is_listed!("?1", "?4", "?5"), " \
        AND id > ?2 ORDER BY id LIMIT ?3");
    /// The overviews of an organization's estates, oldest first.
    LIST_OVERVIEWS = select_overviews!("> ?6");
    /// The same for the estates with these ids.
    LIST_OVERVIEWS_BY_IDS = select_overviews!("IN (SELECT value FROM json_each(?10) WHERE value > ?6)");
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
        strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch'), 'unconfirmedAt', \
        strftime('%Y-%m-%dT%H:%M:%fZ', unconfirmed_at / 1000.0, 'unixepoch'), 'installationState', installation_state) AS repository FROM config_source \
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
                    "installationId": "9", "connectedAt": Timestamp(created_at), "unconfirmedAt": null, "installationState": null,
                })
            );
        }
    }

    /// A filter by ids does not walk all estates of the organization.
    #[test]
    fn estates_are_looked_up_by_their_ids() {
        let database = crate::tests::migrated();
        let sql = format!("EXPLAIN QUERY PLAN {}", super::LIST_OVERVIEWS_BY_IDS);
        let mut plan = database.prepare(&sql).unwrap();
        let steps = plan.query_map([None::<i64>; 10], |row| row.get::<_, String>(3)).unwrap();
        let steps: Vec<String> = steps.map(Result::unwrap).collect();
        let lookup = "SEARCH estate USING INDEX estate_organization (organization_id=? AND id=?)";
        assert!(steps.iter().any(|step| step == lookup), "{steps:#?}");
    }
}
