-- Tables that no statement has ever written. What comes to need one creates it in the shape that it needs.

DROP TABLE provider_estate_mapping;
DROP TABLE slack_channel_estate_override;
DROP TABLE slack_webhook_event;
DROP TABLE mcp_connection_param;
DROP TABLE file;
DROP TABLE dynamic_client_info;
