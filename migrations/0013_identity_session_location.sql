-- The city and country of the IP address that a session or a device authorization was created from.
ALTER TABLE session RENAME COLUMN place TO location;
ALTER TABLE device_code RENAME COLUMN place TO location;
