import { createFileRoute } from "@tanstack/react-router";
import { hasPermission } from "@/app/session/permissions";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { DeletePanel } from "@/features/organizations/organizations/delete-panel";
import { LeavePanel } from "@/features/organizations/organizations/leave-panel";
import { settingsCopy } from "@/features/organizations/organizations/settings-copy";
import { TransferPanel } from "@/features/organizations/organizations/transfer-panel";
import { usePageTitle } from "@/ui/page-title";

export const Route = createFileRoute("/_session/$organization/settings/danger-zone")({ component: DangerSection });

function DangerSection() {
  const organization = useOrganization();
  usePageTitle(settingsCopy.sections.danger, settingsCopy.title, organization.name);
  return (
    <>
      {hasPermission(organization, "organization.leave") && <LeavePanel organization={organization} />}
      {hasPermission(organization, "organization.transfer") && <TransferPanel organization={organization} />}
      {hasPermission(organization, "organization.delete") && <DeletePanel organization={organization} />}
    </>
  );
}
