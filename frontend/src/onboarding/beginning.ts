import type { Me } from "@/api/types";
import { defaultEstate } from "@/session/last-estate";
import { may } from "@/session/permission";

/** Where somebody begins who has just signed up: at the first steps of what was made for them, if anything was. */
export function beginning({ organizations }: Me): string {
  const own = organizations.find(({ role }) => may(role, "organization.update"));
  const estateId = own && defaultEstate(own);
  return own && estateId ? `/${own.slug}/${estateId}/onboarding` : "/";
}
