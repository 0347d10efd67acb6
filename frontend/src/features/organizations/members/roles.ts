import type { Role } from "@/api/types";
import { canManageRole } from "@/app/session/permissions";
import { membersCopy } from "./copy";

/** The label and description of each role. External members come from integrations; the role cannot be assigned. */
export const roleLabels: Record<Role, { label: string; withArticle: string; note: string }> = membersCopy.roles;

/** The roles that a member with the role `actor` may assign. */
export function grantableRoles(actor: Role): Role[] {
  const assignable: Role[] = ["owner", "admin", "member", "viewer", "guest"];
  return assignable.filter((role) => canManageRole(actor, role));
}
