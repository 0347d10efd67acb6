//! SQL of builds and of the active configuration.

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
             build.created_at, build.started_at, build.completed_at",
            $columns,
            " FROM build LEFT JOIN user ON user.id = build.triggered_by_user_id \
             LEFT JOIN active_config ON active_config.estate_id = build.estate_id AND active_config.build_id = build.id ",
            $rest
        )
    };
}

crate::statements! {
    /// Inserts builds from a JSON array; each gets the next number of its estate.
    INSERT = "INSERT INTO build (id, estate_id, number, status, installation_id, repository_id, clone_url, branch, path, \
        commit_hash, commit_message, commit_author, trigger_kind, triggered_by_user_id, trigger_sender, \
        webhook_delivery_id, created_at, updated_at) \
        SELECT value ->> 'id', value ->> 'estateId', 1 + coalesce((SELECT max(earlier.number) FROM build AS earlier \
        WHERE earlier.estate_id = value ->> 'estateId'), 0), 'queued', value ->> 'installationId', \
        value ->> 'repositoryId', value ->> 'cloneUrl', value ->> 'branch', value ->> 'path', value ->> 'commitHash', \
        value ->> 'commitMessage', value ->> 'commitAuthor', value ->> 'triggerKind', value ->> 'userId', \
        value ->> 'sender', value ->> 'deliveryId', ?2, ?2 FROM json_each(?1)";
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
    SELECT_SOURCE = "SELECT account_id AS installation_id, repository_id, clone_url, branch, path FROM config_source \
        WHERE estate_id = ?1 AND provider = 'github' AND deactivated_at IS NULL";
    /// A page of builds, newest first.
    LIST = select_build!("WHERE build.estate_id = ?1 AND build.number < ?2 ORDER BY build.number DESC LIMIT ?3");
    /// A page of builds of one status, newest first.
    LIST_BY_STATUS = select_build!("WHERE build.estate_id = ?1 AND build.status = ?4 AND build.number < ?2 \
        ORDER BY build.number DESC LIMIT ?3");
    /// The columns that the build manager and the runner need.
    SELECT_ASSIGNMENT = "SELECT build.id, build.number, build.status, build.installation_id, build.repository_id, \
        build.clone_url, build.branch, build.path, build.commit_hash, build.created_at FROM build \
        WHERE build.id = ?1 AND build.estate_id = ?2";
    /// The organization of an estate.
    SELECT_ORGANIZATION = "SELECT organization_id FROM estate WHERE id = ?1";
    /// Where a build's files and configuration are stored.
    SELECT_OBJECTS = "SELECT status, files_key, configuration_key FROM build WHERE id = ?1 AND estate_id = ?2";
    /// Applies a report; an outdated one changes nothing.
    APPLY_REPORT = "UPDATE build SET status = ?3, revision = ?4, steps = ?5, failure_code = ?6, failure_message = ?7, \
        log_line_count = ?8, files_key = ?9, file_count = ?10, files_bytes = ?11, configuration_key = ?12, \
        configuration_bytes = ?13, started_at = ?14, completed_at = ?15, updated_at = ?16 \
        WHERE id = ?1 AND estate_id = ?2 AND revision < ?4 AND status IN ('queued', 'in_progress')";
    /// Activates a complete build, unless the active one is newer or a member has rolled back since.
    ADVANCE_ACTIVE = "INSERT INTO active_config (id, estate_id, build_id, watermark, activated_at, created_at, updated_at) \
        SELECT ?1, estate_id, id, number, ?4, ?4, ?4 FROM build \
        WHERE id = ?2 AND estate_id = ?3 AND status = 'complete' \
        ON CONFLICT (estate_id) DO UPDATE SET build_id = excluded.build_id, watermark = excluded.watermark, \
        activated_by_user_id = NULL, activated_at = excluded.activated_at, updated_at = excluded.updated_at \
        WHERE excluded.watermark > active_config.watermark";
    /// Activates a complete build for a member. Builds that were triggered before this time do not replace it.
    ACTIVATE = "INSERT INTO active_config (id, estate_id, build_id, watermark, activated_by_user_id, activated_at, \
        created_at, updated_at) \
        SELECT ?1, estate_id, id, (SELECT max(newest.number) FROM build AS newest WHERE newest.estate_id = ?3), \
        ?5, ?4, ?4, ?4 FROM build WHERE id = ?2 AND estate_id = ?3 AND status = 'complete' \
        ON CONFLICT (estate_id) DO UPDATE SET build_id = excluded.build_id, watermark = excluded.watermark, \
        activated_by_user_id = excluded.activated_by_user_id, activated_at = excluded.activated_at, \
        updated_at = excluded.updated_at";
    /// The estate's active build.
    SELECT_ACTIVE = "SELECT active_config.build_id, build.number AS build_number, build.configuration_key, \
        active_config.activated_at FROM active_config JOIN build ON build.id = active_config.build_id \
        WHERE active_config.estate_id = ?1";
    /// Unfinished builds without a recent report.
    SELECT_STALE = "SELECT id, estate_id FROM build WHERE status IN ('queued', 'in_progress') AND updated_at < ?1 \
        ORDER BY updated_at LIMIT ?2";
}
