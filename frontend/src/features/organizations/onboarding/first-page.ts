import type { Me } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { defaultEstate } from "@/features/organizations/estates/last-estate";

/** Where somebody begins who has just signed up: at the first steps of what was made for them, if anything was. */
export function firstPageAfterSignUp({ organizations }: Me): string {
  const own = organizations.find(({ role }) => hasPermission(role, "organization.update"));
  const estateId = own && defaultEstate(own);
  return own && estateId ? `/${own.slug}/${estateId}/onboarding` : "/";
}
