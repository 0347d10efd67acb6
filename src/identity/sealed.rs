//! The sealed columns of identity: tokens of accounts at providers, client registrations, contents of verifications.

crate::sealed_columns! {
    "account", "access_token_sealed";
    "account", "refresh_token_sealed";
    "account", "id_token_sealed";
    "dynamic_client_info", "client_info_sealed";
    "verification", "value_sealed";
}
