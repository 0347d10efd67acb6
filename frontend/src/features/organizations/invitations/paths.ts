import type { Invitation } from "@/api/types";

/** The invitations of an organization. */
export const invitationsPath = "/api/organizations/{organizationId}/invitations";

export type InvitationStatus = Invitation["status"];

const statuses: readonly unknown[] = ["pending", "accepted", "declined", "revoked", "expired"] satisfies InvitationStatus[];

export function isInvitationStatus(value: unknown): value is InvitationStatus {
  return statuses.includes(value);
}
