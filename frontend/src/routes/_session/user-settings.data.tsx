import { createFileRoute } from "@tanstack/react-router";
import { DeletionPanel } from "@/features/identity/users/deletion-panel";
import { ExportPanel } from "@/features/identity/users/export-panel";
import { usePageTitle } from "@/ui/page-title";

export const Route = createFileRoute("/_session/user-settings/data")({ component: DataSection });

function DataSection() {
  usePageTitle("Your data", "Your settings");
  return (
    <>
      <ExportPanel />
      <DeletionPanel />
    </>
  );
}
