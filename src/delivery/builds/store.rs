//! SQL of builds and of the active configuration.

/// The number of the build that a queued build waits for.
macro_rules! queued_behind {
    () => {
        "iif(build.status <> 'queued', NULL, (SELECT max(earlier.number) FROM build AS earlier \
         WHERE earlier.estate_id = build.estate_id AND earlier.status IN ('queued', 'in_progress') \
         AND earlier.number < build.number))"
    };
}

/// Selects the columns of `BuildRow`, and others.
macro_rules! select_build {
    ($rest:literal) => {
        select_build!("", $rest)
    };
    ($columns:literal, $rest:literal) => {
        concat!(
            "SELECT build.id, build.estate_id, build.number, build.status, \
             active_config.build_id IS NOT NULL AS is_active, build.commit_hash, build.commit_message, \
             build.commit_author, build.branch, build.path, build.trigger_kind, user.id AS user_id, \
             user.name AS user_name, build.trigger_sender, build.steps, build.failure_code, build.failure_message, \
             build.file_count, build.files_bytes, build.configuration_bytes, build.log_line_count, \
             build.created_at, build.started_at, build.completed_at, build.superseded_by, ",
            queued_behind!(),
            " AS queued_behind",
            $columns,
            " FROM build LEFT JOIN user ON user.id = build.triggered_by_user_id \
             LEFT JOIN active_config ON active_config.estate_id = build.estate_id AND active_config.build_id = build.id ",
            $rest
        )
    };
}

/// A time in JSON, from a column or expression in milliseconds.
macro_rules! time {
    ($milliseconds:literal) => {
        concat!("strftime('%Y-%m-%dT%H:%M:%fZ', ", $milliseconds, " / 1000.0, 'unixepoch')")
    };
}

/// Selects builds as the API returns them, for a `PageStatement`.
macro_rules! select_build_json {
    ($rest:literal) => {
        concat!(
            "SELECT build.number AS key, json_object('id', build.id, 'estateId', build.estate_id, 'number', build.number, \
             'status', build.status, 'isActive', json(iif(active_config.build_id IS NULL, 'false', 'true')), \
             'commitHash', build.commit_hash, 'commitMessage', build.commit_message, \
             'commitAuthor', build.commit_author, 'branch', build.branch, 'path', build.path, \
             'trigger', json_object('kind', build.trigger_kind, \
                'user', json(iif(user.id IS NULL, NULL, json_object('id', user.id, 'name', user.name))), \
                'sender', build.trigger_sender), \
             'steps', json((SELECT json_group_array(json_object('name', value ->> 'name', 'status', value ->> 'status', \
                'startedAt', ",
            time!("(value ->> 'startedAt')"),
            ", 'completedAt', ",
            time!("(value ->> 'completedAt')"),
            ", 'durationMs', value ->> 'durationMs')) FROM json_each(build.steps))), \
             'failure', json(iif(build.failure_code IS NULL, NULL, \
                json_object('code', build.failure_code, 'message', coalesce(build.failure_message, '')))), \
             'fileCount', build.file_count, 'filesBytes', build.files_bytes, \
             'configurationBytes', build.configuration_bytes, 'logLineCount', build.log_line_count, 'createdAt', ",
            time!("build.created_at"),
            ", 'startedAt', ",
            time!("build.started_at"),
            ", 'completedAt', ",
            time!("build.completed_at"),
            ", 'supersededBy', build.superseded_by, 'queuedBehind', ",
            queued_behind!(),
            ") AS item FROM build LEFT JOIN user ON user.id = build.triggered_by_user_id \
             LEFT JOIN active_config ON active_config.estate_id = build.estate_id AND active_config.build_id = build.id ",
            $rest
        )
    };
}

crate::statements! {
    /// Inserts builds from a JSON array; each gets the next number of its estate.
    INSERT = "INSERT INTO build (id, estate_id, number, status, installation_id, repository_id, clone_url, branch, path, \
        commit_hash, commit_message, commit_author, trigger_kind, triggered_by_user_id, trigger_sender, \
        trigger_sender_id, webhook_delivery_id, push_before, created_at, updated_at) \
        SELECT value ->> 'id', value ->> 'estateId', 1 + coalesce((SELECT max(earlier.number) FROM build AS earlier \
        WHERE earlier.estate_id = value ->> 'estateId'), 0), 'queued', value ->> 'installationId', \
        value ->> 'repositoryId', value ->> 'cloneUrl', value ->> 'branch', value ->> 'path', value ->> 'commitHash', \
        value ->> 'commitMessage', value ->> 'commitAuthor', value ->> 'triggerKind', value ->> 'userId', \
        value ->> '$.push.sender', value ->> '$.push.senderId', value ->> '$.push.deliveryId', \
        value ->> '$.push.before', ?2, ?2 FROM json_each(?1)";
    /// One build.
    SELECT = select_build!("WHERE build.id = ?1 AND build.estate_id = ?2");
    /// One build, with the estate's active build.
    SELECT_WITH_ACTIVE = select_build!(
        ", active.build_id AS active_build_id, active_build.number AS active_build_number",
        "LEFT JOIN active_config AS active ON active.estate_id = build.estate_id \
        LEFT JOIN build AS active_build ON active_build.id = active.build_id \
        WHERE build.id = ?1 AND build.estate_id = ?2"
    );
    /// The repository that an estate is connected to.
    SELECT_SOURCE = "SELECT account_id AS installation_id, repository_id, clone_url, branch, path, \
        unconfirmed_at IS NOT NULL AS is_unconfirmed FROM config_source \
        WHERE estate_id = ?1 AND provider = 'github' AND deactivated_at IS NULL";
    /// A page of builds, newest first.
    LIST = select_build_json!("WHERE build.estate_id = ?2 AND build.number < ?6 ORDER BY build.number DESC LIMIT ?5 + 1");
    /// A page of builds of one status, newest first.
    LIST_BY_STATUS = select_build_json!("WHERE build.estate_id = ?2 AND build.status = ?7 AND build.number < ?6 \
        ORDER BY build.number DESC LIMIT ?5 + 1");
    /// The columns that the build manager and the runner need, whether the repository is unconfirmed, and whether GitHub
    /// was asked about the account that pushed since `?3`. A build of a given commit has the connected branch: the commit
    /// must be on it. `is_next`: the push came right after that of the build before, or nothing says otherwise. `latest` is
    /// the branch's newest complete build; `is_ahead`: its commit, or that of a build since then, was the branch's before
    /// the push.
    SELECT_ASSIGNMENT = "SELECT build.id, build.number, build.status, build.installation_id, build.repository_id, \
        build.clone_url, coalesce(build.branch, (SELECT source.branch FROM config_source AS source \
            WHERE source.estate_id = build.estate_id AND source.repository_id = build.repository_id \
            AND source.deactivated_at IS NULL)) AS branch, build.path, build.commit_hash, build.created_at, \
        build.trigger_kind = 'push' AS is_push, estate.cancel_superseded_builds AS cancels_superseded, \
        estate.organization_id, organization.deleted_at IS NOT NULL AS is_closed, build.trigger_sender AS sender, build.trigger_sender_id AS sender_id, \
        EXISTS (SELECT 1 FROM config_source AS source WHERE source.estate_id = build.estate_id \
            AND source.repository_id = build.repository_id AND source.deactivated_at IS NULL \
            AND source.unconfirmed_at IS NOT NULL) AS is_unconfirmed, \
        EXISTS (SELECT 1 FROM repository_sender AS known WHERE known.estate_id = build.estate_id \
            AND known.repository_id = build.repository_id AND known.sender_id = build.trigger_sender_id \
            AND known.confirmed_at > ?3) AS is_known_sender, \
        build.push_before IS coalesce((SELECT earlier.commit_hash FROM build AS earlier \
            WHERE earlier.estate_id = build.estate_id AND earlier.repository_id = build.repository_id \
            AND earlier.branch = build.branch AND earlier.number < build.number \
            ORDER BY earlier.number DESC LIMIT 1), build.push_before) AS is_next, \
        latest.number AS latest_number, latest.commit_hash AS latest_commit, \
        build.trigger_kind <> 'push' OR latest.id IS NULL OR latest.commit_hash = build.commit_hash \
        OR latest.commit_hash IS build.push_before \
        OR EXISTS (SELECT 1 FROM build AS earlier WHERE earlier.estate_id = build.estate_id \
            AND earlier.number > latest.number AND earlier.number < build.number AND earlier.status <> 'cancelled' \
            AND earlier.repository_id = build.repository_id AND earlier.branch = build.branch \
            AND earlier.commit_hash = build.push_before) AS is_ahead FROM build \
        JOIN estate ON estate.id = build.estate_id JOIN organization ON organization.id = estate.organization_id \
        LEFT JOIN build AS latest ON latest.id = (SELECT complete.id \
            FROM build AS complete WHERE complete.estate_id = build.estate_id AND complete.status = 'complete' \
            AND complete.repository_id = build.repository_id AND complete.branch = build.branch \
            AND complete.number < build.number ORDER BY complete.number DESC LIMIT 1) \
        WHERE build.id = ?1 AND build.estate_id = ?2";
    /// The builds of an estate that have not ended.
    LIST_OPEN = "SELECT id FROM build WHERE estate_id = ?1 AND status IN ('queued', 'in_progress') \
        ORDER BY number LIMIT 1000";
    /// Notes that an account may write to a repository.
    PUT_SENDER = "INSERT INTO repository_sender (estate_id, repository_id, sender_id, confirmed_at) \
        VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET confirmed_at = excluded.confirmed_at";
    /// The organization of an estate.
    SELECT_ORGANIZATION = "SELECT organization_id FROM estate WHERE id = ?1";
    /// Where a build's files and configuration are stored.
    SELECT_OBJECTS = "SELECT status, files_key, configuration_key FROM build WHERE id = ?1 AND estate_id = ?2";
    /// Applies a report; an outdated one changes nothing.
    APPLY_REPORT = "UPDATE build SET status = ?3, revision = ?4, steps = ?5, failure_code = ?6, failure_message = ?7, \
        log_line_count = ?8, files_key = ?9, file_count = ?10, files_bytes = ?11, configuration_key = ?12, \
        configuration_bytes = ?13, started_at = ?14, completed_at = ?15, updated_at = ?16, \
        superseded_by = ?17 \
        WHERE id = ?1 AND estate_id = ?2 AND revision < ?4 AND status IN ('queued', 'in_progress')";
    /// Activates a complete build, unless the active one is newer or a member has rolled back.
    ADVANCE_ACTIVE = "INSERT INTO active_config (id, estate_id, build_id, watermark, activated_at, created_at, updated_at) \
        SELECT ?1, estate_id, id, number, ?4, ?4, ?4 FROM build \
        WHERE id = ?2 AND estate_id = ?3 AND status = 'complete' \
        ON CONFLICT (estate_id) DO UPDATE SET build_id = excluded.build_id, watermark = excluded.watermark, \
        activated_by_user_id = NULL, activated_at = excluded.activated_at, updated_at = excluded.updated_at \
        WHERE excluded.watermark > active_config.watermark AND active_config.pinned_at IS NULL";
    /// Activates a complete build for a member. With a newer complete build this is a rollback: automatic activation is paused,
    /// and the watermark is the newest number at this time. A second rollback keeps the build from which the first went back.
    ACTIVATE = "INSERT INTO active_config (id, estate_id, build_id, watermark, activated_by_user_id, activated_at, \
        created_at, updated_at, pinned_at, pinned_from_build_id, pin_reason) \
        SELECT ?1, estate_id, id, iif(is_rollback, newest, number), ?5, ?4, ?4, ?4, \
        iif(is_rollback, ?4, NULL), iif(is_rollback, nullif(?6, id), NULL), iif(is_rollback, ?7, NULL) FROM (SELECT *, \
        (SELECT max(other.number) FROM build AS other WHERE other.estate_id = ?3) AS newest, \
        EXISTS (SELECT 1 FROM build AS newer WHERE newer.estate_id = ?3 AND newer.status = 'complete' \
        AND newer.number > build.number) AS is_rollback \
        FROM build WHERE id = ?2 AND estate_id = ?3 AND status = 'complete') WHERE true \
        ON CONFLICT (estate_id) DO UPDATE SET build_id = excluded.build_id, watermark = excluded.watermark, \
        activated_by_user_id = excluded.activated_by_user_id, activated_at = excluded.activated_at, \
        updated_at = excluded.updated_at, pinned_at = excluded.pinned_at, \
        pinned_from_build_id = iif(excluded.pinned_at IS NULL, NULL, \
        coalesce(active_config.pinned_from_build_id, excluded.pinned_from_build_id)), pin_reason = excluded.pin_reason";
    /// Resumes automatic activation.
    RESUME = "UPDATE active_config SET pinned_at = NULL, pinned_from_build_id = NULL, pin_reason = NULL, updated_at = ?2 \
        WHERE estate_id = ?1 AND pinned_at IS NOT NULL";
    /// Activates the newest complete build, unless it was triggered before the rollback.
    ADVANCE_TO_NEWEST = "INSERT INTO active_config (id, estate_id, build_id, watermark, activated_at, created_at, \
        updated_at) SELECT ?1, estate_id, id, number, ?3, ?3, ?3 FROM build WHERE id = (SELECT newest.id FROM build AS newest \
        WHERE newest.estate_id = ?2 AND newest.status = 'complete' ORDER BY newest.number DESC LIMIT 1) \
        ON CONFLICT (estate_id) DO UPDATE SET build_id = excluded.build_id, watermark = excluded.watermark, \
        activated_by_user_id = NULL, activated_at = excluded.activated_at, updated_at = excluded.updated_at \
        WHERE excluded.watermark > active_config.watermark AND active_config.pinned_at IS NULL";
    /// The estate's active build.
    SELECT_ACTIVE = "SELECT active_config.build_id, build.number AS build_number, build.configuration_key, \
        active_config.activated_at FROM active_config JOIN build ON build.id = active_config.build_id \
        WHERE active_config.estate_id = ?1";
    /// Unfinished builds without a recent report.
    SELECT_STALE = "SELECT id, estate_id FROM build WHERE status IN ('queued', 'in_progress') AND updated_at < ?1 \
        ORDER BY updated_at LIMIT ?2";
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rusqlite::{Connection, Row, params};
    use serde_json::{Map, Value, json};
    use steward_kernel::from_json::FromJson;
    use steward_kernel::time::Timestamp;

    use super::*;
    use crate::delivery::builds::model::{Build, BuildRow};

    const ESTATE: &str = "est_01k9zqt3m8e7tbm3hz0c3x0001";
    const USER: &str = "usr_01k9zqt3m8e7tbm3hz0c3x0001";

    fn database() -> Connection {
        let database = crate::tests::migrated();
        // without the organization and the repository that the rows would refer to
        database.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        database
            .execute(
                "INSERT INTO user (id, name, email, created_at, updated_at) VALUES (?1, 'Demo \"Owner\"', 'a@b', 1, 1)",
                [USER],
            )
            .unwrap();
        let steps = json!([
            { "name": "prepare", "status": "succeeded", "startedAt": 1_700_000_000_001_i64, "completedAt": 1_700_000_000_999_i64, "durationMs": 998 },
            { "name": "clone", "status": "running", "startedAt": 1_700_000_001_000_i64 },
        ]);
        let insert = "INSERT INTO build (id, estate_id, number, status, installation_id, repository_id, clone_url, branch, \
            commit_hash, commit_message, commit_author, trigger_kind, triggered_by_user_id, trigger_sender, steps, \
            failure_code, failure_message, log_line_count, file_count, created_at, started_at, completed_at, updated_at) \
            VALUES ('build_01k9zqt3m8e7tbm3hz0c3x000' || ?1, ?2, ?1, ?3, '1', 1, 'u', ?4, printf('%040d', ?1), 'a \"message\"\nof two lines', \
            ?5, ?6, ?7, ?8, ?9, ?10, ?11, 12, ?12, ?13, ?14, ?15, 1)";
        let none = None::<i64>;
        database
            .execute(
                insert,
                params![
                    1,
                    ESTATE,
                    "queued",
                    "main",
                    None::<&str>,
                    "push",
                    None::<&str>,
                    "octocat",
                    "[]",
                    None::<&str>,
                    None::<&str>,
                    none,
                    1_700_000_000_007_i64,
                    none,
                    none
                ],
            )
            .unwrap();
        database
            .execute(
                insert,
                params![
                    2,
                    ESTATE,
                    "failed",
                    None::<&str>,
                    "A",
                    "manual",
                    USER,
                    None::<&str>,
                    steps.to_string(),
                    "clone_failed",
                    "no such commit",
                    3,
                    1_700_000_000_000_i64,
                    1_700_000_000_123_i64,
                    1_700_000_009_990_i64
                ],
            )
            .unwrap();
        database
            .execute("INSERT INTO active_config (id, estate_id, build_id, watermark, activated_at, created_at, updated_at) SELECT 'icfg_1', estate_id, id, 1, 1, 1, 1 FROM build WHERE number = 2", [])
            .unwrap();
        database
    }

    /// A row as D1 returns it.
    fn object(row: &Row<'_>) -> Value {
        let columns = row.as_ref().column_names().into_iter().map(ToOwned::to_owned).collect::<Vec<_>>();
        let read = |index: usize| match row.get_unwrap(index) {
            rusqlite::types::Value::Null => Value::Null,
            rusqlite::types::Value::Integer(number) => json!(number),
            rusqlite::types::Value::Text(text) => json!(text),
            other => panic!("{other:?}"),
        };
        Value::Object(columns.into_iter().enumerate().map(|(index, name)| (name, read(index))).collect::<Map<_, _>>())
    }

    #[test]
    fn a_list_shows_each_build_as_the_build_itself() {
        let database = database();
        let mut list = database.prepare(LIST).unwrap();
        let items: Vec<String> = list
            .query_map(params![None::<&str>, ESTATE, None::<&str>, None::<i64>, 10, 99], |row| row.get("item"))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let mut one = database.prepare(SELECT).unwrap();
        let mut numbers = Vec::new();
        for item in items {
            let item: Value = serde_json::from_str(&item).unwrap();
            let row = one.query_row(params![item["id"].as_str(), ESTATE], |row| Ok(object(row))).unwrap();
            let build = Build::try_from(BuildRow::from_json(&row).unwrap()).unwrap();
            assert_eq!(item, serde_json::to_value(build).unwrap());
            numbers.push(item["number"].clone());
        }
        assert_eq!(numbers, [2, 1]);
    }

    proptest! {
        #[test]
        fn times_are_those_of_the_api(milliseconds in 0_i64..4_102_444_800_000) {
            let database = Connection::open_in_memory().unwrap();
            let text: String = database.query_row(concat!("SELECT ", time!("?1")), [milliseconds], |row| row.get(0)).unwrap();
            prop_assert_eq!(text, Timestamp(milliseconds).to_string());
        }
    }
}
