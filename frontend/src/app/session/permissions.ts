import permissions from "@/api/permissions.json";
import type { Role } from "@/api/types";

/** A permission of the kernel's table, which `cargo xtask openapi` writes to permissions.json. */
export type Permission = keyof typeof permissions;

/** Whether a role has a permission. Only hides what the server would refuse anyway. */
export function hasPermission(role: Role, permission: Permission): boolean {
  return permissions[permission].roles.includes(role);
}

/** Whether a member with the role `actor` may add, change or remove a member with the role `target`. */
export function canManageRole(actor: Role, target: Role): boolean {
  if (actor === "owner") return true;
  return actor === "admin" && target !== "owner" && target !== "admin";
}
