import permissions from "@/api/permissions.json";
import type { CustomRole, Role } from "@/api/types";
import { canManageRole, gives, type Permission, type Rights } from "@/app/session/permissions";
import { membersCopy } from "./copy";

/** The label and description of each role. External members come from integrations; the role cannot be assigned. */
export const roleLabels: Record<Role, { label: string; withArticle: string; note: string }> = membersCopy.roles;

/** Whether somebody with the rights `actor` has every permission that `rights` give, to API keys if those are what it is for. */
export function covers(actor: Rights, rights: Rights, kind?: "apiKey"): boolean {
  const names = (Object.keys(permissions) as Permission[]).filter((name) => kind === undefined || permissions[name].credentials.includes(kind));
  return names.every((name) => !gives(rights, name) || gives(actor, name));
}

/** The roles that a member with the rights `actor` may assign. */
export function grantableRoles(actor: Rights): Role[] {
  const assignable: Role[] = ["owner", "admin", "member", "viewer", "guest"];
  return assignable.filter((role) => canManageRole(actor.role, role) && covers(actor, { role }));
}

/** The role that a form offers first. */
export function firstRole(actor: Rights): Role {
  const roles = grantableRoles(actor);
  return (["member", "viewer"] as const).find((role) => roles.includes(role)) ?? "guest";
}

/** The rights that a custom role gives. */
export function rightsOf({ baseRole, permissions: custom }: CustomRole): Rights {
  return { role: baseRole, permissions: custom };
}

/** The custom roles that a member with the rights `actor` may assign. */
export function grantableCustomRoles(actor: Rights, customRoles: CustomRole[]): CustomRole[] {
  return customRoles.filter((customRole) => canManageRole(actor.role, customRole.baseRole) && covers(actor, rightsOf(customRole)));
}
