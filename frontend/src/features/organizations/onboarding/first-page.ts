import type { Me } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { defaultEstate } from "@/features/organizations/estates/last-estate";

/** The path to open after sign-up: the onboarding of the new organization, or "/" when an invitation was accepted. */
export function firstPageAfterSignUp({ organizations }: Me): string {
  const own = organizations.find((organization) => hasPermission(organization, "organization.update"));
  const estateId = own && defaultEstate(own);
  return own && estateId ? `/${own.slug}/${estateId}/onboarding` : "/";
}
