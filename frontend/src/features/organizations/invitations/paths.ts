/** The invitations of an organization. */
export const invitationsPath = "/api/organizations/{organizationId}/invitations";
