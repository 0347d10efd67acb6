//! SQL of single sign-on.

macro_rules! connection_columns {
    () => {
        "SELECT sso_connection.id, sso_connection.organization_id, sso_connection.issuer, sso_connection.client_id, \
        sso_connection.client_secret_sealed, sso_connection.groups_claim, sso_connection.role_mappings, \
        sso_connection.default_role, sso_connection.enforced_at, sso_connection.updated_at, sso_connection.revision "
    };
}

use crate::api::Revision;

/// How the revision of an organization's connection is found.
pub const REVISION: Revision = Revision { parameter: "organizationId", select: SELECT_REVISION };

crate::statements! {
    SELECT_REVISION = "SELECT revision FROM sso_connection WHERE organization_id = ?1 AND organization_id = ?2";
    /// The connection of an organization.
    SELECT = concat!(connection_columns!(), "FROM sso_connection WHERE organization_id = ?1");
    /// The connection of the organization that has verified a domain.
    SELECT_BY_DOMAIN = concat!(
        connection_columns!(),
        "FROM organization_domain JOIN sso_connection \
        ON sso_connection.organization_id = organization_domain.organization_id \
        WHERE organization_domain.domain = ?1 AND organization_domain.verified_at IS NOT NULL"
    );
    /// The verified domains of an organization.
    LIST_DOMAINS = "SELECT domain FROM organization_domain WHERE organization_id = ?1 AND verified_at IS NOT NULL \
        ORDER BY domain LIMIT 100";
    /// The owners of an organization, longest membership first.
    LIST_OWNERS = "SELECT user.id AS user_id, user.name, user.email, membership.is_break_glass, \
        (EXISTS (SELECT 1 FROM totp_factor WHERE totp_factor.user_id = user.id AND totp_factor.confirmed_at IS NOT NULL) \
        OR EXISTS (SELECT 1 FROM passkey WHERE passkey.user_id = user.id)) AS has_second_factor \
        FROM organization_user_membership AS membership JOIN user ON user.id = membership.user_id \
        WHERE membership.organization_id = ?1 AND membership.role = 'owner' ORDER BY membership.id LIMIT 100";
    INSERT = "INSERT INTO sso_connection (id, organization_id, issuer, client_id, client_secret_sealed, groups_claim, \
        role_mappings, default_role, created_at, updated_at) VALUES (?2, ?1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)";
    /// Replaces a connection, unless it was changed since it was read.
    UPDATE = "UPDATE sso_connection SET id = ?2, issuer = ?3, client_id = ?4, client_secret_sealed = ?5, \
        groups_claim = ?6, role_mappings = ?7, default_role = ?8, updated_at = ?9 \
        WHERE organization_id = ?1 AND id = ?10 AND updated_at = ?11";
    DELETE = "DELETE FROM sso_connection WHERE organization_id = ?1 AND id = ?2";
    /// Requires single sign-on, or requires it no longer.
    ENFORCE = "UPDATE sso_connection SET enforced_at = iif(?2, coalesce(enforced_at, ?3), NULL), updated_at = ?3 \
        WHERE organization_id = ?1";
    /// Names the owners who enter without single sign-on: those in the JSON list.
    NAME_BREAK_GLASS = "UPDATE organization_user_membership SET is_break_glass = \
        (role = 'owner' AND user_id IN (SELECT value FROM json_each(?2))) WHERE organization_id = ?1 \
        AND is_break_glass <> (role = 'owner' AND user_id IN (SELECT value FROM json_each(?2)))";
    /// Fails the batch unless this many owners enter without single sign-on.
    ASSERT_BREAK_GLASS = "SELECT json('other owners') WHERE (SELECT count(*) FROM organization_user_membership \
        WHERE organization_id = ?1 AND role = 'owner' AND is_break_glass = 1) <> ?2";
    /// A user's role in an organization, and whether an earlier membership has ended.
    SELECT_MEMBERSHIP = "SELECT (SELECT role FROM organization_user_membership WHERE organization_id = ?1 \
        AND user_id = ?2) AS role, EXISTS (SELECT 1 FROM ended_membership WHERE organization_id = ?1 AND user_id = ?2) \
        AS has_ended";
    /// Fails the batch unless the organization has still verified the domain, and has the connection.
    ASSERT_AUTHORITY = "SELECT json('no authority') WHERE NOT EXISTS (SELECT 1 FROM organization_domain \
        WHERE organization_id = ?1 AND domain = ?2 AND verified_at IS NOT NULL) \
        OR NOT EXISTS (SELECT 1 FROM sso_connection WHERE organization_id = ?1 AND id = ?3)";
    /// Remembers a membership that has ended.
    INSERT_ENDED = "INSERT INTO ended_membership (organization_id, user_id, ended_at) SELECT ?1, ?2, ?3 \
        WHERE NOT EXISTS (SELECT 1 FROM organization_user_membership WHERE organization_id = ?1 AND user_id = ?2) \
        AND EXISTS (SELECT 1 FROM user WHERE id = ?2) \
        ON CONFLICT (organization_id, user_id) DO UPDATE SET ended_at = excluded.ended_at";
    DELETE_ENDED = "DELETE FROM ended_membership WHERE organization_id = ?1 AND user_id = ?2";
}
