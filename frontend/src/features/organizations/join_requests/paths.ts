/** The requests to join an organization. */
export const joinRequestsPath = "/api/organizations/{organizationId}/join-requests";

/** The user's own requests. */
export const ownRequestsPath = "/api/user/join-requests";
