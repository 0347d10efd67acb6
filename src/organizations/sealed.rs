//! The sealed columns of organizations: secrets of audit streams.

crate::sealed_columns! {
    "audit_stream", "secret_sealed";
}
