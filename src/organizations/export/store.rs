//! SQL of the export. Each statement returns JSON objects after a key, in its order; long ones in several columns, because functions
//! of D1 have at most 32 arguments. A test compares them with the schema.

/// A time as the API writes it.
macro_rules! time {
    ($column:literal) => {
        concat!("strftime('%Y-%m-%dT%H:%M:%fZ', ", $column, " / 1000.0, 'unixepoch')")
    };
}

crate::statements! {
    /// The organization, with its settings.
    ORGANIZATION = concat!(
        "SELECT organization.id AS key, json_object('id', organization.id, 'name', organization.name, \
            'stripeCustomerId', organization.stripe_customer_id, 'createdAt', ",
        time!("organization.created_at"),
        ", 'updatedAt', ",
        time!("organization.updated_at"),
        ", 'slug', organization.slug, 'logo', organization.logo, 'defaultEstateId', \
            organization.default_estate_id, 'secondFactorRequiredFrom', ",
        time!("organization.second_factor_required_from"),
        ", 'formerSlugs', (SELECT json_group_array(json_object('slug', organization_slug_history.slug, \
            'createdAt', ",
        time!("organization_slug_history.created_at"),
        ")) FROM organization_slug_history WHERE organization_slug_history.organization_id = \
            organization.id), 'joinLink', (SELECT json_object('id', join_link.id, 'createdAt', ",
        time!("join_link.created_at"),
        ") FROM join_link WHERE join_link.organization_id = organization.id), 'singleSignOn', (SELECT \
            json_object('id', sso_connection.id, 'issuer', sso_connection.issuer, 'clientId', \
            sso_connection.client_id, 'groupsClaim', sso_connection.groups_claim, 'roleMappings', \
            json(sso_connection.role_mappings), 'defaultRole', sso_connection.default_role, 'enforcedAt', ",
        time!("sso_connection.enforced_at"),
        ", 'createdAt', ",
        time!("sso_connection.created_at"),
        ", 'updatedAt', ",
        time!("sso_connection.updated_at"),
        ") FROM sso_connection WHERE sso_connection.organization_id = organization.id), 'provisioning', \
            (SELECT json_object('id', scim_token.id, 'start', scim_token.start, 'lastUsedAt', ",
        time!("scim_token.last_used_at"),
        ", 'createdAt', ",
        time!("scim_token.created_at"),
        ") FROM scim_token WHERE scim_token.organization_id = organization.id), 'auditRetention', (SELECT \
            json_object('days', audit_retention.days, 'nextRemovalAt', ",
        time!("audit_retention.next_removal_at"),
        ", 'updatedAt', ",
        time!("audit_retention.updated_at"),
        ") FROM audit_retention WHERE audit_retention.organization_id = organization.id), 'auditStream', \
            (SELECT json_object('id', audit_stream.id, 'url', audit_stream.url, 'pausedAt', ",
        time!("audit_stream.paused_at"),
        ", 'deliveredSequence', audit_stream.delivered_sequence, 'deliveredAt', ",
        time!("audit_stream.delivered_at"),
        ", 'failures', audit_stream.failures, 'lastError', audit_stream.last_error, 'nextAttemptAt', ",
        time!("audit_stream.next_attempt_at"),
        ", 'createdAt', ",
        time!("audit_stream.created_at"),
        ", 'updatedAt', ",
        time!("audit_stream.updated_at"),
        ") FROM audit_stream WHERE audit_stream.organization_id = organization.id)) AS line FROM organization \
            WHERE organization.id = ?1 AND organization.id > ?2 ORDER BY organization.id LIMIT ?3",
    );
    DOMAINS = concat!(
        "SELECT organization_domain.domain AS key, json_object('id', organization_domain.id, 'domain', \
            organization_domain.domain, 'verifiedAt', ",
        time!("organization_domain.verified_at"),
        ", 'autoJoin', json(iif(organization_domain.auto_join, 'true', 'false')), 'role', \
            organization_domain.role, 'createdAt', ",
        time!("organization_domain.created_at"),
        ", 'updatedAt', ",
        time!("organization_domain.updated_at"),
        ") AS line FROM organization_domain WHERE organization_domain.organization_id = ?1 AND \
            organization_domain.domain > ?2 ORDER BY organization_domain.domain LIMIT ?3",
    );
    MEMBERS = concat!(
        "SELECT organization_user_membership.id AS key, json_object('id', organization_user_membership.id, \
            'userId', organization_user_membership.user_id, 'role', organization_user_membership.role, \
            'customRoleId', organization_user_membership.custom_role_id, 'createdAt', ",
        time!("organization_user_membership.created_at"),
        ", 'updatedAt', ",
        time!("organization_user_membership.updated_at"),
        ", 'isBreakGlass', json(iif(organization_user_membership.is_break_glass, 'true', 'false')), 'name', \
            user.name, 'email', user.email, 'estateRoles', (SELECT json_group_array(json_object('estateId', \
            estate_grant.estate_id, 'createdAt', ",
        time!("estate_grant.created_at"),
        ", 'role', estate_grant.role)) FROM estate_grant WHERE estate_grant.membership_id = \
            organization_user_membership.id), 'authorizedApps', (SELECT json_group_array(json_object('id', \
            oauth_consent.id, 'clientId', oauth_consent.client_id, 'scopes', oauth_consent.scopes, \
            'createdAt', ",
        time!("oauth_consent.created_at"),
        ", 'updatedAt', ",
        time!("oauth_consent.updated_at"),
        ")) FROM oauth_consent WHERE oauth_consent.membership_id = organization_user_membership.id)) AS line \
            FROM organization_user_membership JOIN user ON user.id = organization_user_membership.user_id WHERE \
            organization_user_membership.organization_id = ?1 AND organization_user_membership.id > ?2 ORDER BY \
            organization_user_membership.id LIMIT ?3",
    );
    /// Who was a member by single sign-on.
    ENDED = concat!(
        "SELECT ended_membership.user_id AS key, json_object('userId', ended_membership.user_id, 'endedAt', ",
        time!("ended_membership.ended_at"),
        ") AS line FROM ended_membership WHERE ended_membership.organization_id = ?1 AND \
            ended_membership.user_id > ?2 ORDER BY ended_membership.user_id LIMIT ?3",
    );
    PROVISIONED_USERS = concat!(
        "SELECT scim_user.user_id AS key, json_object('userId', scim_user.user_id, 'externalId', \
            scim_user.external_id, 'createdAt', ",
        time!("scim_user.created_at"),
        ", 'updatedAt', ",
        time!("scim_user.updated_at"),
        ") AS line FROM scim_user WHERE scim_user.organization_id = ?1 AND scim_user.user_id > ?2 ORDER BY \
            scim_user.user_id LIMIT ?3",
    );
    CUSTOM_ROLES = concat!(
        "SELECT custom_role.id AS key, json_object('id', custom_role.id, 'name', custom_role.name, 'baseRole', \
            custom_role.base_role, 'permissions', json(custom_role.permissions), 'createdAt', ",
        time!("custom_role.created_at"),
        ", 'updatedAt', ",
        time!("custom_role.updated_at"),
        ") AS line FROM custom_role WHERE custom_role.organization_id = ?1 AND custom_role.id > ?2 ORDER BY \
            custom_role.id LIMIT ?3",
    );
    INVITATIONS = concat!(
        "SELECT invitation.id AS key, json_object('id', invitation.id, 'email', invitation.email, 'role', \
            invitation.role, 'estateIds', json(invitation.estate_ids), 'status', invitation.status, 'invitedBy', \
            invitation.invited_by, 'uses', invitation.uses, 'expiresAt', ",
        time!("invitation.expires_at"),
        ", 'createdAt', ",
        time!("invitation.created_at"),
        ", 'updatedAt', ",
        time!("invitation.updated_at"),
        ") AS line FROM invitation WHERE invitation.organization_id = ?1 AND invitation.id > ?2 ORDER BY \
            invitation.id LIMIT ?3",
    );
    JOIN_REQUESTS = concat!(
        "SELECT join_request.status || ' ' || join_request.id AS key, json_object('id', join_request.id, \
            'userId', join_request.user_id, 'status', join_request.status, 'decidedAt', ",
        time!("join_request.decided_at"),
        ", 'createdAt', ",
        time!("join_request.created_at"),
        ", 'updatedAt', ",
        time!("join_request.updated_at"),
        ") AS line FROM join_request WHERE join_request.organization_id = ?1 AND (join_request.status, \
            join_request.id) > (substr(?2, 1, instr(?2, ' ') - 1), substr(?2, instr(?2, ' ') + 1)) ORDER BY \
            join_request.status, join_request.id LIMIT ?3",
    );
    TEAMS = concat!(
        "SELECT team.id AS key, json_object('id', team.id, 'name', team.name, 'createdAt', ",
        time!("team.created_at"),
        ", 'updatedAt', ",
        time!("team.updated_at"),
        ", 'members', (SELECT json_group_array(json_object('membershipId', team_member.membership_id, \
            'createdAt', ",
        time!("team_member.created_at"),
        ")) FROM team_member WHERE team_member.team_id = team.id), 'estateRoles', (SELECT \
            json_group_array(json_object('estateId', team_estate.estate_id, 'role', team_estate.role, \
            'createdAt', ",
        time!("team_estate.created_at"),
        ")) FROM team_estate WHERE team_estate.team_id = team.id), 'group', (SELECT json_object('externalId', \
            scim_group.external_id, 'createdAt', ",
        time!("scim_group.created_at"),
        ", 'updatedAt', ",
        time!("scim_group.updated_at"),
        ", 'users', (SELECT json_group_array(json_object('userId', scim_group_member.user_id)) FROM \
            scim_group_member WHERE scim_group_member.team_id = scim_group.team_id)) FROM scim_group WHERE \
            scim_group.team_id = team.id)) AS line FROM team WHERE team.organization_id = ?1 AND team.id > ?2 \
            ORDER BY team.id LIMIT ?3",
    );
    SERVICE_ACCOUNTS = concat!(
        "SELECT service_account.id AS key, json_object('id', service_account.id, 'name', \
            service_account.name, 'role', service_account.role, 'customRoleId', service_account.custom_role_id, 'isLimited', \
            json(iif(service_account.is_limited, 'true', 'false')), 'disabledAt', ",
        time!("service_account.disabled_at"),
        ", 'createdAt', ",
        time!("service_account.created_at"),
        ", 'updatedAt', ",
        time!("service_account.updated_at"),
        ", 'estates', (SELECT json_group_array(json_object('estateId', service_account_estate.estate_id, \
            'createdAt', ",
        time!("service_account_estate.created_at"),
        ")) FROM service_account_estate WHERE service_account_estate.service_account_id = \
            service_account.id)) AS line FROM service_account WHERE service_account.organization_id = ?1 AND \
            service_account.id > ?2 ORDER BY service_account.id LIMIT ?3",
    );
    API_KEYS = concat!(
        "SELECT api_key.id AS key, json_object('id', api_key.id, 'membershipId', api_key.membership_id, \
            'serviceAccountId', api_key.service_account_id, 'name', api_key.name, 'start', api_key.start, \
            'previousExpiresAt', ",
        time!("api_key.previous_expires_at"),
        ", 'scopes', json(api_key.scopes), 'disabledAt', ",
        time!("api_key.disabled_at"),
        ", 'rotatedAt', ",
        time!("api_key.rotated_at"),
        ", 'expiresAt', ",
        time!("api_key.expires_at"),
        ", 'lastUsedAt', ",
        time!("api_key.last_used_at"),
        ", 'createdAt', ",
        time!("api_key.created_at"),
        ", 'updatedAt', ",
        time!("api_key.updated_at"),
        ", 'usage', (SELECT json_group_array(json_object('day', api_key_usage.day, 'calls', \
            api_key_usage.calls)) FROM api_key_usage WHERE api_key_usage.key_id = api_key.id)) AS line FROM \
            api_key WHERE api_key.organization_id = ?1 AND api_key.id > ?2 ORDER BY api_key.id LIMIT ?3",
    );
    APPS = concat!(
        "SELECT oauth_client.id AS key, json_object('id', oauth_client.id, 'name', oauth_client.name, \
            'redirectUris', json(oauth_client.redirect_uris), 'scopes', oauth_client.scopes, \
            'previousSecretExpiresAt', ",
        time!("oauth_client.previous_secret_expires_at"),
        ", 'disabledAt', ",
        time!("oauth_client.disabled_at"),
        ", 'createdAt', ",
        time!("oauth_client.created_at"),
        ", 'updatedAt', ",
        time!("oauth_client.updated_at"),
        ") AS line FROM oauth_client WHERE oauth_client.organization_id = ?1 AND oauth_client.id > ?2 ORDER \
            BY oauth_client.id LIMIT ?3",
    );
    ESTATES = concat!(
        "SELECT estate.id AS key, json_object('id', estate.id, 'name', estate.name, 'createdAt', ",
        time!("estate.created_at"),
        ", 'updatedAt', ",
        time!("estate.updated_at"),
        ", 'cancelSupersededBuilds', json(iif(estate.cancel_superseded_builds, 'true', 'false')), \
            'repositories', (SELECT json_group_array(json_object('id', config_source.id, 'provider', \
            config_source.provider, 'accountId', config_source.account_id, 'repositoryId', \
            config_source.repository_id, 'repositoryFullName', config_source.repository_full_name, 'htmlUrl', \
            config_source.html_url, 'cloneUrl', config_source.clone_url, 'branch', config_source.branch, 'path', \
            config_source.path, 'deactivatedAt', ",
        time!("config_source.deactivated_at"),
        ", 'createdAt', ",
        time!("config_source.created_at"),
        ", 'updatedAt', ",
        time!("config_source.updated_at"),
        ", 'confirmedByUserId', config_source.confirmed_by_user_id, 'checkDueAt', ",
        time!("config_source.check_due_at"),
        ", 'unconfirmedAt', ",
        time!("config_source.unconfirmed_at"),
        ", 'installationState', config_source.installation_state)) FROM config_source WHERE \
            config_source.estate_id = estate.id), 'activeConfiguration', (SELECT json_object('id', \
            active_config.id, 'buildId', active_config.build_id, 'watermark', active_config.watermark, \
            'activatedByUserId', active_config.activated_by_user_id, 'activatedAt', ",
        time!("active_config.activated_at"),
        ", 'createdAt', ",
        time!("active_config.created_at"),
        ", 'updatedAt', ",
        time!("active_config.updated_at"),
        ", 'pinnedAt', ",
        time!("active_config.pinned_at"),
        ", 'pinnedFromBuildId', active_config.pinned_from_build_id, 'pinReason', active_config.pin_reason) \
            FROM active_config WHERE active_config.estate_id = estate.id), 'installations', (SELECT \
            json_group_array(json_object('id', estate_account_permission.id, 'accountId', \
            estate_account_permission.account_id, 'createdAt', ",
        time!("estate_account_permission.created_at"),
        ", 'updatedAt', ",
        time!("estate_account_permission.updated_at"),
        ")) FROM estate_account_permission WHERE estate_account_permission.estate_id = estate.id), \
            'onboarding', (SELECT json_group_array(json_object('id', estate_onboarding_event.id, 'eventType', \
            estate_onboarding_event.event_type, 'category', estate_onboarding_event.category, 'detail', \
            estate_onboarding_event.detail, 'metadata', json(estate_onboarding_event.metadata), \
            'createdAt', ",
        time!("estate_onboarding_event.created_at"),
        ", 'updatedAt', ",
        time!("estate_onboarding_event.updated_at"),
        ")) FROM estate_onboarding_event WHERE estate_onboarding_event.estate_id = estate.id), 'people', \
            (SELECT json_group_array(json_object('id', provider_user_mapping.id, 'providerId', \
            provider_user_mapping.provider_id, 'internalUserId', provider_user_mapping.internal_user_id, \
            'externalId', provider_user_mapping.external_id, 'externalUserTeamId', \
            provider_user_mapping.external_user_team_id, 'providerMetadata', \
            json(provider_user_mapping.provider_metadata), 'createdAt', ",
        time!("provider_user_mapping.created_at"),
        ", 'updatedAt', ",
        time!("provider_user_mapping.updated_at"),
        ")) FROM provider_user_mapping WHERE provider_user_mapping.estate_id = estate.id), 'senders', (SELECT \
            json_group_array(json_object('repositoryId', repository_sender.repository_id, 'senderId', \
            repository_sender.sender_id, 'confirmedAt', ",
        time!("repository_sender.confirmed_at"),
        ")) FROM repository_sender WHERE repository_sender.estate_id = estate.id), 'channels', (SELECT \
            json_group_array(json_object('id', slack_channel.id, 'externalId', slack_channel.external_id, \
            'name', slack_channel.name, 'isShared', json(iif(slack_channel.is_shared, 'true', 'false')), \
            'isExtShared', json(iif(slack_channel.is_ext_shared, 'true', 'false')), 'isPrivate', \
            json(iif(slack_channel.is_private, 'true', 'false')), 'isArchived', \
            json(iif(slack_channel.is_archived, 'true', 'false')), 'providerMetadata', \
            json(slack_channel.provider_metadata), 'createdAt', ",
        time!("slack_channel.created_at"),
        ", 'updatedAt', ",
        time!("slack_channel.updated_at"),
        ")) FROM slack_channel WHERE slack_channel.estate_id = estate.id)) AS line FROM estate WHERE \
            estate.organization_id = ?1 AND estate.id > ?2 ORDER BY estate.id LIMIT ?3",
    );
    /// The builds of the estate `?4`.
    BUILDS = concat!(
        "SELECT build.number AS key, json_object('id', build.id, 'estateId', build.estate_id, 'number', \
            build.number, 'status', build.status, 'revision', build.revision, 'installationId', \
            build.installation_id, 'repositoryId', build.repository_id, 'cloneUrl', build.clone_url, 'branch', \
            build.branch, 'path', build.path, 'commitHash', build.commit_hash, 'commitMessage', \
            build.commit_message, 'commitAuthor', build.commit_author, 'triggerKind', build.trigger_kind, \
            'triggeredByUserId', build.triggered_by_user_id, 'triggerSender', build.trigger_sender) AS line, \
            json_object('steps', json(build.steps), 'failureCode', build.failure_code, 'failureMessage', \
            build.failure_message, 'logLineCount', build.log_line_count, 'filesKey', build.files_key, \
            'fileCount', build.file_count, 'filesBytes', build.files_bytes, 'configurationKey', \
            build.configuration_key, 'configurationBytes', build.configuration_bytes, 'startedAt', ",
        time!("build.started_at"),
        ", 'completedAt', ",
        time!("build.completed_at"),
        ", 'createdAt', ",
        time!("build.created_at"),
        ", 'updatedAt', ",
        time!("build.updated_at"),
        ", 'supersededBy', build.superseded_by, 'triggerSenderId', build.trigger_sender_id, 'pushBefore', \
            build.push_before) AS more FROM build JOIN estate ON estate.id = build.estate_id WHERE \
            estate.organization_id = ?1 AND build.number > CAST(?2 AS INTEGER) AND build.estate_id = ?4 ORDER BY \
            build.number LIMIT ?3",
    );
    AUDIT_EVENTS = concat!(
        "SELECT audit_log.position AS key, json_object('id', audit_log.id, 'estateId', audit_log.estate_id, \
            'actorType', audit_log.actor_type, 'actorId', audit_log.actor_id, 'actingUserId', \
            audit_log.acting_user_id, 'impersonatedBy', audit_log.impersonated_by, 'action', audit_log.action, \
            'resourceType', audit_log.resource_type, 'resourceId', audit_log.resource_id, 'detail', \
            json(audit_log.detail), 'ipAddress', audit_log.ip_address, 'userAgent', audit_log.user_agent, \
            'requestId', audit_log.request_id, 'createdAt', ",
        time!("audit_log.created_at"),
        ", 'sequence', audit_log.sequence, 'hash', audit_log.hash) AS line FROM audit_log WHERE \
            audit_log.organization_id = ?1 AND audit_log.position > CAST(?2 AS INTEGER) ORDER BY \
            audit_log.position LIMIT ?3",
    );
}
