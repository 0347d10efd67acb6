//! The sealed columns of organizations: the client secrets of single sign-on.

crate::sealed_columns! {
    "sso_connection", "client_secret_sealed";
}
