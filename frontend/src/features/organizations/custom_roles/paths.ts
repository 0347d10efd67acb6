/** The custom roles of an organization. */
export const customRolesPath = "/api/organizations/{organizationId}/custom-roles";
