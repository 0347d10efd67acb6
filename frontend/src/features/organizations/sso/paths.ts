/** The single sign-on of an organization. */
export const ssoPath = "/api/organizations/{organizationId}/sso";
/** The provisioning of an organization. */
export const scimPath = "/api/organizations/{organizationId}/scim";
