/** The single sign-on of an organization. */
export const ssoPath = "/api/organizations/{organizationId}/sso";
