//! SQL of requests to join.

use crate::identity::scope::custom_role_allows;

crate::statements! {
    /// The link of an organization.
    SELECT_LINK = "SELECT id, key_id FROM join_link WHERE organization_id = ?1";
    /// Sets the link, which ends an earlier one.
    PUT_LINK = "INSERT INTO join_link (organization_id, id, token_hash, key_id, created_at) VALUES (?1, ?2, ?3, ?4, ?5) \
        ON CONFLICT (organization_id) DO UPDATE SET id = excluded.id, token_hash = excluded.token_hash, \
        key_id = excluded.key_id, created_at = excluded.created_at";
    DELETE_LINK = "DELETE FROM join_link WHERE organization_id = ?1";
    /// The organization of a link as the user `?2` sees it.
    SELECT_BY_LINK = "SELECT organization.id, organization.name, EXISTS (SELECT 1 \
        FROM organization_user_membership AS membership WHERE membership.organization_id = organization.id \
        AND membership.user_id = ?2 AND membership.role <> 'external') AS is_member, \
        (SELECT join_request.id FROM join_request WHERE join_request.user_id = ?2 \
        AND join_request.organization_id = organization.id AND join_request.status = 'pending') AS request_id \
        FROM join_link JOIN organization ON organization.id = join_link.organization_id \
        AND organization.deleted_at IS NULL WHERE join_link.token_hash = ?1";
    /// The organization that people of a verified domain may ask to join.
    SELECT_BY_DOMAIN = "SELECT organization.id, organization.name FROM organization_domain \
        JOIN organization ON organization.id = organization_domain.organization_id \
        AND organization.deleted_at IS NULL WHERE organization_domain.domain = ?1 \
        AND organization_domain.verified_at IS NOT NULL AND organization_domain.auto_join = 0";
    /// Inserts a request by a link's token (`?5`) or by a verified domain (`?6`), while it entitles to it, the user is not a
    /// member, and no request is pending or was declined after `?7`. A second request of the person replaces the first.
    INSERT = "INSERT INTO join_request (id, organization_id, user_id, created_at, updated_at) \
        SELECT ?1, organization.id, ?3, ?4, ?4 FROM organization WHERE organization.id = ?2 \
        AND organization.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM join_link \
        WHERE join_link.organization_id = ?2 AND join_link.token_hash = ?5) OR EXISTS (SELECT 1 FROM organization_domain \
        WHERE organization_domain.organization_id = ?2 AND organization_domain.domain = ?6 \
        AND organization_domain.verified_at IS NOT NULL AND organization_domain.auto_join = 0)) \
        AND NOT EXISTS (SELECT 1 FROM organization_user_membership AS membership \
        WHERE membership.organization_id = ?2 AND membership.user_id = ?3 AND membership.role <> 'external') \
        ON CONFLICT (user_id, organization_id) DO UPDATE SET id = excluded.id, status = 'pending', decided_at = NULL, \
        created_at = excluded.created_at, updated_at = excluded.updated_at \
        WHERE status IN ('accepted', 'withdrawn') OR status = 'declined' AND decided_at <= ?7";
    /// A person's request to an organization.
    SELECT_OWN = "SELECT join_request.id, organization.name AS organization_name, \
        join_request.created_at, join_request.status FROM join_request \
        JOIN organization ON organization.id = join_request.organization_id AND organization.deleted_at IS NULL \
        WHERE join_request.user_id = ?1 AND join_request.organization_id = ?2";
    /// A person's pending requests, oldest first.
    LIST_OWN = "SELECT join_request.id, organization.name AS organization_name, \
        join_request.created_at FROM join_request \
        JOIN organization ON organization.id = join_request.organization_id AND organization.deleted_at IS NULL \
        WHERE join_request.user_id = ?1 AND join_request.id > ?2 AND join_request.status = 'pending' \
        ORDER BY join_request.id LIMIT ?3";
    /// Withdraws a person's pending request.
    WITHDRAW = "UPDATE join_request SET status = 'withdrawn', updated_at = ?3 \
        WHERE id = ?1 AND user_id = ?2 AND status = 'pending'";
    /// The organization of a person's request.
    SELECT_OWN_BY_ID = "SELECT organization_id FROM join_request WHERE id = ?1 AND user_id = ?2";
    /// An organization's pending requests, oldest first.
    LIST = "SELECT join_request.id, join_request.user_id, user.name, user.email, join_request.created_at \
        FROM join_request JOIN user ON user.id = join_request.user_id WHERE join_request.organization_id = ?1 \
        AND join_request.id > ?2 AND join_request.status = 'pending' ORDER BY join_request.id LIMIT ?3";
    /// One pending request.
    SELECT = "SELECT join_request.id, join_request.user_id, user.name, user.email, join_request.created_at \
        FROM join_request JOIN user ON user.id = join_request.user_id WHERE join_request.organization_id = ?1 \
        AND join_request.id = ?2 AND join_request.status = 'pending'";
    /// Decides a pending request, while the caller has the role and the user can sign in with a verified address.
    DECIDE = "UPDATE join_request SET status = ?3, decided_at = ?4, updated_at = ?4 WHERE id = ?2 AND organization_id = ?1 \
        AND status = 'pending' AND EXISTS (SELECT 1 FROM organization_user_membership AS caller WHERE caller.id = ?5 \
        AND caller.organization_id = ?1 AND caller.role = ?6) AND (?3 <> 'accepted' OR EXISTS (SELECT 1 FROM user \
        WHERE user.id = join_request.user_id AND user.email_verified = 1))";
    /// The members who decide requests.
    LIST_DECIDERS = concat!(
        "SELECT user_id FROM organization_user_membership AS membership \
        JOIN user ON user.id = membership.user_id WHERE membership.organization_id = ?1 \
        AND membership.role IN ('owner', 'admin') AND ", custom_role_allows!("membership", "member.invite"),
        " AND user.is_bot = 0 AND user.banned = 0 ORDER BY membership.id LIMIT 20"
    );
    /// What the email about a request contains, for a member who may decide it.
    SELECT_FOR_MAIL = concat!(
        "SELECT decider.email AS recipient, decider.name AS recipient_name, user.name, user.email, \
        organization.name AS organization_name, organization.slug FROM join_request \
        JOIN user ON user.id = join_request.user_id JOIN organization ON organization.id = join_request.organization_id \
        AND organization.deleted_at IS NULL JOIN organization_user_membership AS membership \
        ON membership.organization_id = join_request.organization_id AND membership.user_id = ?2 \
        AND membership.role IN ('owner', 'admin') AND ", custom_role_allows!("membership", "member.invite"),
        " JOIN user AS decider ON decider.id = membership.user_id \
        WHERE join_request.id = ?1 AND join_request.status = 'pending'"
    );
    /// What the email about an accepted request contains.
    SELECT_ACCEPTED = "SELECT user.name, user.email, organization.name AS organization_name, organization.slug \
        FROM join_request JOIN user ON user.id = join_request.user_id \
        JOIN organization ON organization.id = join_request.organization_id AND organization.deleted_at IS NULL \
        WHERE join_request.id = ?1 AND join_request.status = 'accepted'";
}
