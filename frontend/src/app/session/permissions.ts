import permissions from "@/api/permissions.json";
import type { MyOrganization, Role } from "@/api/types";

/** A permission of the kernel's table, which `cargo xtask openapi` writes to permissions.json. */
export type Permission = keyof typeof permissions;

/** What the browser's session is: the user's own, or that of an administrator who impersonates the user. */
export type Credential = "person" | "impersonation";

// a page has one session: whatever replaces it loads the page again
let credential: Credential = "person";

/** Sets what the session of this page is. */
export function setCredential(next: Credential): void {
  credential = next;
}

/** A role, and the permissions that a custom role limits it to; null without one. */
export type Rights = { role: Role; permissions?: readonly string[] | null };

/** Whether somebody with these rights has a permission in this session. Only hides what the server would refuse anyway. */
export function hasPermission(rights: Rights, permission: Permission): boolean {
  return permissions[permission].credentials.includes(credential) && gives(rights, permission);
}

/** Whether these rights include a permission, in whatever session. */
export function gives({ role, permissions: custom }: Rights, permission: Permission): boolean {
  return permissions[permission].roles.includes(role) && (custom?.includes(permission) ?? true);
}

/** The user's rights on an estate of the organization. */
export function rightsOnEstate({ role, permissions: custom, estates }: MyOrganization, estateId: string | undefined): Rights {
  return { role: estates.find(({ id }) => id === estateId)?.role ?? role, permissions: custom };
}

/** Whether a member with the role `actor` may add, change or remove a member with the role `target`. */
export function canManageRole(actor: Role, target: Role): boolean {
  if (actor === "owner") return true;
  return actor === "admin" && target !== "owner" && target !== "admin";
}
