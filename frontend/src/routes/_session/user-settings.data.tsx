import { createFileRoute } from "@tanstack/react-router";
import { usePageTitle } from "@/shell/page-title";
import { DeletionPanel } from "@/user-settings/deletion-panel";
import { ExportPanel } from "@/user-settings/export-panel";

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
