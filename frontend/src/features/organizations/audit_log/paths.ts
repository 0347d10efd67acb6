/** The audit log of an organization. */
export const auditPath = "/api/organizations/{organizationId}/audit";
