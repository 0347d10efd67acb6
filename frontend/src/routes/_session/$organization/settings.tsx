import { createFileRoute } from "@tanstack/react-router";
import { DeletePanel } from "@/organization/delete-panel";
import { DomainsPanel } from "@/organization/domains-panel";
import { EstatesPanel } from "@/organization/estates-panel";
import { GeneralPanel } from "@/organization/general-panel";
import { LeavePanel } from "@/organization/leave-panel";
import { LogoPanel } from "@/organization/logo-panel";
import { TransferPanel } from "@/organization/transfer-panel";
import { useOrganization } from "@/session/organization";
import { may } from "@/session/permission";
import { PageHeader } from "@/shell/page-header";
import { usePageTitle } from "@/shell/page-title";

export const Route = createFileRoute("/_session/$organization/settings")({ component: SettingsPage });

/** The organization's settings: what the user's role can change, and the way out. */
function SettingsPage() {
  const organization = useOrganization();
  usePageTitle("Settings", organization.name);
  const { role } = organization;
  return (
    <div className="grid max-w-3xl grid-cols-1 gap-6">
      <PageHeader
        title="Settings"
        above={organization.name}
        below={may(role, "organization.update") ? undefined : "Owners and admins of the organization can change its settings."}
      />
      <GeneralPanel key={`${organization.name} ${organization.slug}`} organization={organization} />
      {may(role, "organization.update") && <LogoPanel organization={organization} />}
      <EstatesPanel organization={organization} />
      {may(role, "domain.manage") && <DomainsPanel organization={organization} />}
      {may(role, "organization.leave") && <LeavePanel organization={organization} />}
      {may(role, "organization.transfer") && <TransferPanel organization={organization} />}
      {may(role, "organization.delete") && <DeletePanel organization={organization} />}
    </div>
  );
}
