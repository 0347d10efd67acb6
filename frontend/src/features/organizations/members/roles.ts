import type { Role } from "@/api/types";
import { mayManage } from "@/app/session/permissions";

/** Each role in words; a role that is only known from outside cannot be given. */
export const roleWords: Record<Role, { label: string; note: string }> = {
  owner: { label: "Owner", note: "Everything, and the organization's end" },
  admin: { label: "Admin", note: "Settings, and members below admin" },
  member: { label: "Member", note: "Works in every estate" },
  viewer: { label: "Viewer", note: "Sees everything, changes nothing" },
  guest: { label: "Guest", note: "Sees chosen estates only" },
  external: { label: "External", note: "Known from a connected workspace" },
};

/** The roles of the people inside the organization, and of those outside of it. */
export const rolesOf = {
  internal: ["owner", "admin", "member", "viewer"],
  external: ["guest", "external"],
} as const satisfies Record<string, Role[]>;

/** The roles that somebody with the role `actor` may give. */
export function grantable(actor: Role): Role[] {
  const given: Role[] = ["owner", "admin", "member", "viewer", "guest"];
  return given.filter((role) => mayManage(actor, role));
}
