//! SQL of domains.

macro_rules! domain_columns {
    () => {
        "SELECT id, domain, challenge, verified_at, auto_join, role FROM organization_domain "
    };
}

crate::statements! {
    /// An organization's domains, by name.
    LIST = concat!(domain_columns!(), "WHERE organization_id = ?1 ORDER BY domain LIMIT ?2");
    /// One domain of an organization.
    SELECT = concat!(domain_columns!(), "WHERE id = ?2 AND organization_id = ?1");
    /// Inserts an unverified domain, unless there are already `?6` or another organization has verified it.
    INSERT = "INSERT INTO organization_domain (id, organization_id, domain, challenge, created_at, updated_at) \
        SELECT ?2, ?1, ?3, ?4, ?5, ?5 \
        WHERE (SELECT count(*) FROM organization_domain WHERE organization_id = ?1) < ?6 AND NOT EXISTS \
        (SELECT 1 FROM organization_domain AS other WHERE other.domain = ?3 AND other.verified_at IS NOT NULL \
        AND other.organization_id <> ?1)";
    /// Whether another organization has verified a domain.
    SELECT_TAKEN = "SELECT id FROM organization_domain WHERE domain = ?2 AND verified_at IS NOT NULL \
        AND organization_id <> ?1";
    /// Marks a domain as verified. The unique index prevents it when another organization has verified the domain.
    VERIFY = "UPDATE organization_domain SET verified_at = ?3, updated_at = ?3 \
        WHERE id = ?2 AND organization_id = ?1 AND verified_at IS NULL";
    /// Updates who can join, while the domain is verified and unchanged.
    UPDATE = "UPDATE organization_domain SET auto_join = ?3, role = ?4, updated_at = ?5 \
        WHERE id = ?2 AND organization_id = ?1 AND verified_at IS NOT NULL AND auto_join = ?6 AND role = ?7";
    /// Removes a domain.
    DELETE = "DELETE FROM organization_domain WHERE id = ?2 AND organization_id = ?1";
    /// The organization that users of a domain can join; there is at most one.
    SELECT_OPEN = "SELECT organization_domain.id, organization_domain.organization_id, organization_domain.role, \
        EXISTS (SELECT 1 FROM organization_user_membership AS membership WHERE membership.user_id = ?2 \
        AND membership.organization_id = organization_domain.organization_id AND membership.role <> 'external') \
        AS is_member FROM organization_domain JOIN organization ON organization.id = organization_domain.organization_id \
        AND organization.deleted_at IS NULL \
        WHERE organization_domain.domain = ?1 AND organization_domain.verified_at IS NOT NULL \
        AND organization_domain.auto_join = 1";
    /// The organization that users of a domain can join, or ask to join; there is at most one. Members see none.
    SELECT_SUGGESTED = "SELECT organization.id AS organization_id, organization.name, organization.logo, \
        organization_domain.auto_join = 0 AS needs_request FROM organization_domain \
        JOIN organization ON organization.id = organization_domain.organization_id AND organization.deleted_at IS NULL \
        WHERE organization_domain.domain = ?1 AND organization_domain.verified_at IS NOT NULL \
        AND NOT EXISTS (SELECT 1 FROM organization_user_membership AS membership WHERE membership.user_id = ?2 \
        AND membership.organization_id = organization_domain.organization_id AND membership.role <> 'external')";
    /// Fails the batch unless users of the domain can still join with that role.
    ASSERT_OPEN = "SELECT json('it is closed') WHERE NOT EXISTS (SELECT 1 FROM organization_domain WHERE id = ?2 \
        AND organization_id = ?1 AND verified_at IS NOT NULL AND auto_join = 1 AND role = ?3 \
        AND EXISTS (SELECT 1 FROM organization WHERE organization.id = ?1 AND organization.deleted_at IS NULL))";
}
