/** The API keys of an organization. */
export const apiKeysPath = "/api/organizations/{organizationId}/keys";
