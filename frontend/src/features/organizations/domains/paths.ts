/** The domains of an organization. */
export const domainsPath = "/api/organizations/{organizationId}/domains";
