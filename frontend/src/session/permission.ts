import type { Role } from "@/api/types";

/**
 * What each role may do, only to leave out what the server would refuse.
 * The server's own table (kernel, permission) is the one that counts.
 */
const allowed = {
  "member.view": ["owner", "admin", "member", "viewer"],
  "member.remove": ["owner", "admin"],
  "estate.view": ["owner", "admin", "member", "viewer"],
  "estate.create": ["owner", "admin"],
  "repository.manage": ["owner", "admin", "member"],
  "build.manage": ["owner", "admin", "member"],
} satisfies Record<string, Role[]>;

export type Permission = keyof typeof allowed;

/** Whether a role has a permission. */
export function may(role: Role, permission: Permission): boolean {
  return (allowed[permission] as Role[]).includes(role);
}

/** Whether `actor` may end the membership of somebody with the role `target`. */
export function mayRemove(actor: Role, target: Role): boolean {
  if (actor === "owner") return true;
  return actor === "admin" && target !== "owner" && target !== "admin";
}
