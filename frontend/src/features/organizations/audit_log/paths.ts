/** What was done in an organization. */
export const auditPath = "/api/organizations/{organizationId}/audit";
