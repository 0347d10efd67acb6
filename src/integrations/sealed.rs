//! The sealed columns of integrations: parameters of MCP connections.

crate::sealed_columns! {
    "mcp_connection_param", "param_value_sealed";
}
