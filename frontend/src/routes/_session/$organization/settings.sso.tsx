import { createFileRoute } from "@tanstack/react-router";
import { hasPermission } from "@/app/session/permissions";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { settingsCopy } from "@/features/organizations/organizations/settings-copy";
import { ssoSettingsCopy } from "@/features/organizations/sso/copy";
import { SsoSettings } from "@/features/organizations/sso/sso-settings";
import { usePageTitle } from "@/ui/page-title";
import { PermissionDenied } from "@/ui/permission-denied";

export const Route = createFileRoute("/_session/$organization/settings/sso")({ component: SsoSection });

function SsoSection() {
  const organization = useOrganization();
  usePageTitle(settingsCopy.sections.sso, settingsCopy.title, organization.name);
  if (!hasPermission(organization, "security.manage")) return <PermissionDenied>{ssoSettingsCopy.denied(organization.name)}</PermissionDenied>;
  return <SsoSettings organization={organization} />;
}
