//! SQL of the schedule.

crate::statements! {
    /// Jobs that have no row yet, out of a JSON array of `{name, everyMs}`. They are due at once.
    INSERT_MISSING = "INSERT INTO job (name, next_run_at) SELECT value ->> 'name', ?2 FROM json_each(?1) \
        WHERE true ON CONFLICT (name) DO NOTHING";
    /// Takes the jobs that are due, out of the same array: nobody else takes them before their next run.
    TAKE_DUE = "UPDATE job SET next_run_at = ?2 + (json_each.value ->> 'everyMs'), last_started_at = ?2 \
        FROM json_each(?1) WHERE job.name = json_each.value ->> 'name' AND job.next_run_at <= ?2 RETURNING job.name";
    /// How runs ended, out of a JSON array of `{name, error}`.
    FINISH = "UPDATE job SET last_finished_at = ?2, last_error = json_each.value ->> 'error' \
        FROM json_each(?1) WHERE job.name = json_each.value ->> 'name'";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_due_job_is_taken_once_until_its_next_run() {
        let database = rusqlite::Connection::open_in_memory().unwrap();
        database.execute_batch(&std::fs::read_to_string("migrations/0014_platform_schedule.sql").unwrap()).unwrap();
        let jobs = r#"[{"name":"each tick","everyMs":0},{"name":"each hour","everyMs":3600000}]"#;
        let take = |now: i64| -> Vec<String> {
            database.execute(INSERT_MISSING, (jobs, now)).unwrap();
            let mut statement = database.prepare(TAKE_DUE).unwrap();
            let rows = statement.query_map((jobs, now), |row| row.get(0)).unwrap();
            let mut names: Vec<String> = rows.map(Result::unwrap).collect();
            names.sort();
            names
        };
        assert_eq!(take(1_000), ["each hour", "each tick"]);
        assert_eq!(take(1_000), ["each tick"]);
        assert_eq!(take(3_600_999), ["each tick"]);
        assert_eq!(take(3_601_000), ["each hour", "each tick"]);

        let result = r#"[{"name":"each tick","error":"why"},{"name":"each hour","error":null}]"#;
        database.execute(FINISH, (result, 3_602_000)).unwrap();
        let error = |name: &str| -> Option<String> {
            database.query_row("SELECT last_error FROM job WHERE name = ?1", [name], |row| row.get(0)).unwrap()
        };
        assert_eq!((error("each tick").as_deref(), error("each hour")), (Some("why"), None));
    }
}
