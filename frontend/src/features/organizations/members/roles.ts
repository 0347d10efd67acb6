import type { Role } from "@/api/types";
import { canManageRole } from "@/app/session/permissions";

/** Each role in words; a role that is only known from outside cannot be given. */
export const roleLabels: Record<Role, { label: string; note: string }> = {
  owner: { label: "Owner", note: "Everything, and the organization's end" },
  admin: { label: "Admin", note: "Settings, and members below admin" },
  member: { label: "Member", note: "Works in every estate" },
  viewer: { label: "Viewer", note: "Sees everything, changes nothing" },
  guest: { label: "Guest", note: "Sees chosen estates only" },
  external: { label: "External", note: "Known from a connected workspace" },
};

/** The roles of the people inside the organization, and of those outside of it. */
export const rolesByKind = {
  internal: ["owner", "admin", "member", "viewer"],
  external: ["guest", "external"],
} as const satisfies Record<string, Role[]>;

/** The roles that somebody with the role `actor` may give. */
export function grantableRoles(actor: Role): Role[] {
  const assignable: Role[] = ["owner", "admin", "member", "viewer", "guest"];
  return assignable.filter((role) => canManageRole(actor, role));
}
