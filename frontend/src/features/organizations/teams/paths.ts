/** The teams of an organization. */
export const teamsPath = "/api/organizations/{organizationId}/teams";
