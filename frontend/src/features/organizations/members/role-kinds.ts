import type { Role } from "@/api/types";

/** The roles of internal and of external members. */
export const rolesByKind = {
  internal: ["owner", "admin", "member", "viewer"],
  external: ["guest", "external"],
} as const satisfies Record<string, Role[]>;

export function isRole(value: unknown): value is Role {
  return Object.values<readonly unknown[]>(rolesByKind).some((roles) => roles.includes(value));
}
