-- What is sealed under which key: each sealed text begins with its key's id and a full stop (src/sealing/store.rs).

CREATE INDEX account_access_token_sealed_key ON account (substr(access_token_sealed, 1, instr(access_token_sealed, '.') - 1), id) WHERE access_token_sealed IS NOT NULL;
CREATE INDEX account_refresh_token_sealed_key ON account (substr(refresh_token_sealed, 1, instr(refresh_token_sealed, '.') - 1), id) WHERE refresh_token_sealed IS NOT NULL;
CREATE INDEX account_id_token_sealed_key ON account (substr(id_token_sealed, 1, instr(id_token_sealed, '.') - 1), id) WHERE id_token_sealed IS NOT NULL;
CREATE INDEX dynamic_client_info_client_info_sealed_key ON dynamic_client_info (substr(client_info_sealed, 1, instr(client_info_sealed, '.') - 1), id) WHERE client_info_sealed IS NOT NULL;
CREATE INDEX verification_value_sealed_key ON verification (substr(value_sealed, 1, instr(value_sealed, '.') - 1), id) WHERE value_sealed IS NOT NULL;
CREATE INDEX mcp_connection_param_param_value_sealed_key ON mcp_connection_param (substr(param_value_sealed, 1, instr(param_value_sealed, '.') - 1), id) WHERE param_value_sealed IS NOT NULL;
