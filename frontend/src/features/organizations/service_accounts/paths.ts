/** The service accounts of an organization. */
export const serviceAccountsPath = "/api/organizations/{organizationId}/service-accounts";
