//! SQL of the links between users and identities at the providers of single sign-on.

use crate::identity::second_factors::store::has_second_factor;

/// A user, with whether they are linked to an identity of connection `?3`: an account id is that of the connection, a space,
/// and the subject.
macro_rules! known_user {
    () => {
        concat!(
            "SELECT user.id AS user_id, user.email, user.email_verified, user.is_bot, \
            (user.banned = 1 AND (user.ban_expires_at IS NULL OR user.ban_expires_at > ?2)) AS is_banned, \
            EXISTS (SELECT 1 FROM account AS own WHERE own.user_id = user.id AND own.provider_id = 'sso' \
            AND own.account_id >= ?3 || ' ' AND own.account_id < ?3 || '!') AS is_linked, ",
            has_second_factor!()
        )
    };
}

crate::statements! {
    /// The user of an identity.
    SELECT_LINKED = concat!(
        known_user!(),
        " FROM account JOIN user ON user.id = account.user_id \
        WHERE account.provider_id = 'sso' AND account.account_id = ?1"
    );
    /// The user with an address.
    SELECT_ADDRESSED = concat!(known_user!(), " FROM user WHERE user.email = ?1");
    /// Links an identity to a user while they have the address.
    INSERT_ACCOUNT = "INSERT INTO account (id, user_id, provider_id, account_id, label, created_at, updated_at) \
        SELECT ?1, id, 'sso', ?3, ?4, ?5, ?5 FROM user WHERE id = ?2 AND email = ?4 AND is_bot = 0";
    /// The links of a user to the connection of an organization that they are no member of any more.
    DELETE_ACCOUNTS_OF_FORMER_MEMBER = "DELETE FROM account WHERE user_id = ?1 AND provider_id = 'sso' \
        AND account_id >= (SELECT id FROM sso_connection WHERE organization_id = ?2) || ' ' \
        AND account_id < (SELECT id FROM sso_connection WHERE organization_id = ?2) || '!' \
        AND NOT EXISTS (SELECT 1 FROM organization_user_membership AS membership \
        WHERE membership.user_id = ?1 AND membership.organization_id = ?2)";
}
