//! The sealed columns of identity: tokens of accounts at providers, also those to be revoked, contents of verifications,
//! and secrets of authenticator apps and keys that sign id_tokens.

crate::sealed_columns! {
    "account", "access_token_sealed";
    "account", "refresh_token_sealed";
    "account", "id_token_sealed";
    "token_revocation", "token_sealed";
    "verification", "value_sealed";
    "totp_factor", "secret_sealed";
    "signing_key", "private_key_sealed";
}
