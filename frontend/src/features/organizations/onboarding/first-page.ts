import type { Me } from "@/api/types";
import { may } from "@/app/session/permissions";
import { defaultEstate } from "@/features/organizations/estates/last-estate";

/** Where somebody begins who has just signed up: at the first steps of what was made for them, if anything was. */
export function beginning({ organizations }: Me): string {
  const own = organizations.find(({ role }) => may(role, "organization.update"));
  const estateId = own && defaultEstate(own);
  return own && estateId ? `/${own.slug}/${estateId}/onboarding` : "/";
}
