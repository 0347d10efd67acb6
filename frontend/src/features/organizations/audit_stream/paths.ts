/** The audit stream of an organization. */
export const auditStreamPath = "/api/organizations/{organizationId}/audit/stream";
