import { createFileRoute } from "@tanstack/react-router";
import { usersCopy } from "@/features/identity/users/copy";
import { DeletionPanel } from "@/features/identity/users/deletion-panel";
import { ExportPanel } from "@/features/identity/users/export-panel";
import { UserOnly } from "@/features/identity/users/user-only";
import { DeletedOrganizationsPanel } from "@/features/organizations/organizations/deleted-organizations-panel";
import { usePageTitle } from "@/ui/page-title";

export const Route = createFileRoute("/_session/user-settings/data")({ component: DataSection });

function DataSection() {
  usePageTitle(usersCopy.settings.sections.data, usersCopy.settings.title);
  return (
    <UserOnly>
      <ExportPanel />
      <DeletedOrganizationsPanel />
      <DeletionPanel />
    </UserOnly>
  );
}
