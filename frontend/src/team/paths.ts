/** Who belongs to an organization. */
export const membersPath = "/api/organizations/{organizationId}/members";
/** Who is asked to join it. */
export const invitationsPath = "/api/organizations/{organizationId}/invitations";
