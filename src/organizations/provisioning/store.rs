//! SQL of a user's memberships and owned organizations.

crate::statements! {
    /// The organizations of a user.
    LIST_MEMBERSHIPS = "SELECT organization_id, role FROM organization_user_membership \
        WHERE user_id = ?1 ORDER BY organization_id LIMIT 1000";
    /// The organizations of which a user is the only owner, and whether they have other people. Programs and externals
    /// do not count: they cannot own an organization. A deleted organization has nobody who could take it over.
    LIST_OWNED_ALONE = "SELECT organization.id, organization.name, organization.deleted_at IS NULL AND EXISTS (SELECT 1 \
        FROM organization_user_membership AS other JOIN user AS person ON person.id = other.user_id \
        WHERE other.organization_id = own.organization_id AND other.user_id <> ?1 AND other.role <> 'external' \
        AND person.is_bot = 0) AS has_others FROM organization_user_membership AS own \
        JOIN organization ON organization.id = own.organization_id WHERE own.user_id = ?1 AND own.role = 'owner' \
        AND NOT EXISTS (SELECT 1 FROM organization_user_membership AS owner WHERE owner.role = 'owner' \
        AND owner.organization_id = own.organization_id AND owner.user_id <> ?1) ORDER BY own.organization_id LIMIT 1000";
    /// Fails the batch when one of these organizations has another person and is not deleted.
    ASSERT_ALONE = "SELECT json('somebody else') FROM json_each(?2) \
        JOIN organization ON organization.id = json_each.value AND organization.deleted_at IS NULL \
        JOIN organization_user_membership AS other ON other.organization_id = json_each.value \
        JOIN user AS person ON person.id = other.user_id \
        WHERE other.user_id <> ?1 AND other.role <> 'external' AND person.is_bot = 0";
    /// Fails the batch when the user is still the only owner of an organization.
    ASSERT_HANDED_OVER = "SELECT json('an only owner') FROM organization_user_membership AS own \
        WHERE own.user_id = ?1 AND own.role = 'owner' AND NOT EXISTS (SELECT 1 \
        FROM organization_user_membership AS owner WHERE owner.organization_id = own.organization_id \
        AND owner.user_id <> ?1 AND owner.role = 'owner')";
    /// Fails the batch unless the user has this number of organizations.
    ASSERT_MEMBERSHIPS = "SELECT json('other memberships') \
        WHERE (SELECT count(*) FROM organization_user_membership WHERE user_id = ?1) <> ?2";
}
