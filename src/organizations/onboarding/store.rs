//! SQL of onboarding.

/// The steps that are done in an estate (`?1`) of an organization (`?2`), and how the onboarding was completed. The
/// steps about the organization's name and members count for all of its estates; once the onboarding of another estate
/// is completed, they are no longer asked.
macro_rules! state {
    () => {
        "SELECT EXISTS (SELECT 1 FROM estate_onboarding_event WHERE organization_id = ?2 \
        AND event_type = 'OrgNameConfirmed') AS confirm_name, \
        EXISTS (SELECT 1 FROM config_source WHERE estate_id = ?1 AND deactivated_at IS NULL) AS connect_repository, \
        EXISTS (SELECT 1 FROM build WHERE estate_id = ?1 AND status = 'complete') AS first_build, \
        EXISTS (SELECT 1 FROM invitation WHERE organization_id = ?2 AND status <> 'revoked') \
        OR (SELECT 1 FROM organization_user_membership WHERE organization_id = ?2 AND role <> 'external' \
        LIMIT 1 OFFSET 1) IS NOT NULL AS invite_team, \
        EXISTS (SELECT 1 FROM estate_onboarding_event WHERE organization_id = ?2 AND estate_id <> ?1 \
        AND event_type = 'OnboardingCompleted') AS is_further_estate, \
        (SELECT detail FROM estate_onboarding_event WHERE estate_id = ?1 AND event_type = 'OnboardingCompleted') AS completion"
    };
}

crate::statements! {
    /// The onboarding status of an estate.
    SELECT = state!();
    /// Inserts an event that a user caused; a second one of the same type is ignored.
    INSERT = "INSERT OR IGNORE INTO estate_onboarding_event (id, estate_id, organization_id, event_type, category, detail, \
        created_at, updated_at) VALUES (?3, ?1, ?2, ?4, 'user', ?5, ?6, ?6)";
    /// Inserts the completion when every step is done; a second one is ignored.
    COMPLETE = concat!(
        "INSERT OR IGNORE INTO estate_onboarding_event (id, estate_id, organization_id, event_type, category, detail, \
        created_at, updated_at) SELECT ?3, ?1, ?2, 'OnboardingCompleted', ?4, ?5, ?6, ?6 FROM (",
        state!(),
        ") AS mine WHERE mine.connect_repository AND mine.first_build \
        AND (mine.is_further_estate OR mine.confirm_name AND mine.invite_team)"
    );
}
