/** The API keys of an organization. */
export const keysPath = "/api/organizations/{organizationId}/keys";
