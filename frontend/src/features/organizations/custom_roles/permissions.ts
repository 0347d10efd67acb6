import permissions from "@/api/permissions.json";
import type { Role } from "@/api/types";
import type { Permission } from "@/app/session/permissions";
import { customRolesCopy } from "./copy";

/** The permissions that every custom role has. */
export const basicPermissions: readonly string[] = ["organization.view", "organization.leave", "estate.view"] satisfies Permission[];

type Group = keyof typeof customRolesCopy.groups;
const words: Partial<Record<string, { group: Group; label: string }>> = customRolesCopy.permissions;

/** All permissions: first those with words, in their order. */
const all = [...new Set([...Object.keys(words), ...Object.keys(permissions)])].filter((name): name is Permission => name in permissions);

/** The label of a permission, or its name. */
export function permissionLabel(name: string): string {
  return words[name]?.label ?? name;
}

/** The permissions that a custom role with this base can have or not have, grouped by area. */
export function permissionGroups(baseRole: Role): { title: string; permissions: Permission[] }[] {
  const names = all.filter((name) => permissions[name].roles.includes(baseRole) && !basicPermissions.includes(name));
  return (Object.keys(customRolesCopy.groups) as Group[])
    .map((group) => ({ title: customRolesCopy.groups[group], permissions: names.filter((name) => (words[name]?.group ?? "other") === group) }))
    .filter((group) => group.permissions.length > 0);
}
