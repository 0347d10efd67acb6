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

/** Whether a role has a permission in this session. Only hides what the server would refuse anyway. */
export function hasPermission(role: Role, permission: Permission): boolean {
  const { roles, credentials } = permissions[permission];
  return roles.includes(role) && credentials.includes(credential);
}

/** The user's role on an estate of the organization. */
export function roleOnEstate({ role, estates }: MyOrganization, estateId: string | undefined): Role {
  return estates.find(({ id }) => id === estateId)?.role ?? role;
}

/** Whether a member with the role `actor` may add, change or remove a member with the role `target`. */
export function canManageRole(actor: Role, target: Role): boolean {
  if (actor === "owner") return true;
  return actor === "admin" && target !== "owner" && target !== "admin";
}
