import { createFileRoute } from "@tanstack/react-router";
import { hasPermission } from "@/app/session/permissions";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { ExportPanel } from "@/features/organizations/organizations/export-panel";
import { GeneralPanel } from "@/features/organizations/organizations/general-panel";
import { LogoPanel } from "@/features/organizations/organizations/logo-panel";
import { SecondFactorPanel } from "@/features/organizations/organizations/second-factor-panel";
import { settingsCopy } from "@/features/organizations/organizations/settings-copy";
import { usePageTitle } from "@/ui/page-title";

export const Route = createFileRoute("/_session/$organization/settings/")({ component: GeneralSection });

function GeneralSection() {
  const organization = useOrganization();
  usePageTitle(settingsCopy.title, organization.name);
  return (
    <>
      <GeneralPanel key={`${organization.name} ${organization.slug}`} organization={organization} />
      {hasPermission(organization, "organization.update") && <LogoPanel organization={organization} />}
      {hasPermission(organization, "security.manage") && <SecondFactorPanel organization={organization} />}
      {hasPermission(organization, "security.manage") && <ExportPanel organization={organization} />}
    </>
  );
}
