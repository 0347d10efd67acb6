import { createFileRoute } from "@tanstack/react-router";
import { hasPermission } from "@/app/session/permissions";
import { domainsCopy } from "@/features/organizations/domains/copy";
import { DomainsPanel } from "@/features/organizations/domains/domains-panel";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { settingsCopy } from "@/features/organizations/organizations/settings-copy";
import { usePageTitle } from "@/ui/page-title";
import { PermissionDenied } from "@/ui/permission-denied";

export const Route = createFileRoute("/_session/$organization/settings/domains")({ component: DomainsSection });

function DomainsSection() {
  const organization = useOrganization();
  usePageTitle(settingsCopy.sections.domains, settingsCopy.title, organization.name);
  if (!hasPermission(organization, "domain.manage")) return <PermissionDenied>{domainsCopy.denied(organization.name)}</PermissionDenied>;
  return <DomainsPanel organization={organization} />;
}
