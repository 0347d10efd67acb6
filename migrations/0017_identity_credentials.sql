-- API keys reach no operation of members any more: what they had of these scopes is taken away.

UPDATE api_key SET scopes = (SELECT json_group_array(value) FROM json_each(api_key.scopes) WHERE value NOT LIKE 'member.%')
WHERE scopes LIKE '%"member.%';

-- The session in which a device was approved: the device signs in only while this session is open.
ALTER TABLE device_code ADD COLUMN approver_session_id TEXT;
