import type { LinkProps } from "@tanstack/react-router";
import type { MyOrganization } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { settingsCopy } from "./settings-copy";

const copy = settingsCopy.sections;

type Section = LinkProps & { label: string };

/** The sections of an organization's settings that the user's role may use. */
export function settingsSections(organization: MyOrganization): Section[] {
  const params = { organization: organization.slug };
  const sections: Section[] = [
    { label: copy.general, to: "/$organization/settings", params },
    { label: copy.estates, to: "/$organization/settings/estates", params },
  ];
  if (hasPermission(organization, "domain.manage")) sections.push({ label: copy.domains, to: "/$organization/settings/domains", params });
  if (hasPermission(organization, "security.manage")) sections.push({ label: copy.sso, to: "/$organization/settings/sso", params });
  if (hasPermission(organization, "oauthClient.manage")) sections.push({ label: copy.apps, to: "/$organization/settings/apps", params });
  sections.push({ label: copy.danger, to: "/$organization/settings/danger-zone", params });
  return sections;
}
