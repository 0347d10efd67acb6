/** The members of an organization. */
export const membersPath = "/api/organizations/{organizationId}/members";
