/** The apps of an organization. */
export const oauthClientsPath = "/api/organizations/{organizationId}/oauth-clients";
/** The apps that the user has allowed. */
export const authorizedAppsPath = "/api/user/authorized-apps";
