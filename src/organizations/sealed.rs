//! The sealed columns of organizations: the client secrets of single sign-on, and the secrets of audit streams.

crate::sealed_columns! {
    "audit_stream", "secret_sealed";
    "sso_connection", "client_secret_sealed";
}
