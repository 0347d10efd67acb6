//! The sealed columns of identity: tokens of accounts at providers, also those to be revoked, and contents of verifications.

crate::sealed_columns! {
    "account", "access_token_sealed";
    "account", "refresh_token_sealed";
    "account", "id_token_sealed";
    "token_revocation", "token_sealed";
    "verification", "value_sealed";
}
