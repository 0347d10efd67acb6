import { createFileRoute } from "@tanstack/react-router";
import { hasPermission } from "@/app/session/permissions";
import { DomainsPanel } from "@/features/organizations/domains/domains-panel";
import { EstatesPanel } from "@/features/organizations/estates/estates-panel";
import { organizationsCopy } from "@/features/organizations/organizations/copy";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { DeletePanel } from "@/features/organizations/organizations/delete-panel";
import { GeneralPanel } from "@/features/organizations/organizations/general-panel";
import { LeavePanel } from "@/features/organizations/organizations/leave-panel";
import { LogoPanel } from "@/features/organizations/organizations/logo-panel";
import { TransferPanel } from "@/features/organizations/organizations/transfer-panel";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";

export const Route = createFileRoute("/_session/$organization/settings")({ component: SettingsPage });

/** The organization's settings, as far as the user's role may change them. */
function SettingsPage() {
  const organization = useOrganization();
  usePageTitle(organizationsCopy.settings.title, organization.name);
  const { role } = organization;
  return (
    <div className="grid max-w-3xl grid-cols-1 gap-6">
      <PageHeader
        title={organizationsCopy.settings.title}
        above={organization.name}
        below={hasPermission(role, "organization.update") ? undefined : organizationsCopy.settings.readOnly}
      />
      <GeneralPanel key={`${organization.name} ${organization.slug}`} organization={organization} />
      {hasPermission(role, "organization.update") && <LogoPanel organization={organization} />}
      <EstatesPanel organization={organization} />
      {hasPermission(role, "domain.manage") && <DomainsPanel organization={organization} />}
      {hasPermission(role, "organization.leave") && <LeavePanel organization={organization} />}
      {hasPermission(role, "organization.transfer") && <TransferPanel organization={organization} />}
      {hasPermission(role, "organization.delete") && <DeletePanel organization={organization} />}
    </div>
  );
}
