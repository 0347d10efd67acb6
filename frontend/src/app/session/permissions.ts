import permissions from "@/api/permissions.json";
import type { Role } from "@/api/types";

/** Something that a role allows; the table is the kernel's, which `cargo xtask openapi` writes down. */
export type Permission = keyof typeof permissions;

/** Whether a role has a permission: only to leave out what the server would refuse. */
export function hasPermission(role: Role, permission: Permission): boolean {
  return permissions[permission].roles.includes(role);
}

/** Whether `actor` may make, change or end a membership with the role `target`. */
export function canManageRole(actor: Role, target: Role): boolean {
  if (actor === "owner") return true;
  return actor === "admin" && target !== "owner" && target !== "admin";
}
