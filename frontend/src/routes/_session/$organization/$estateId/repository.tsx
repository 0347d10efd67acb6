import { createFileRoute } from "@tanstack/react-router";
import { useState } from "react";
import { hasPermission } from "@/app/session/permissions";
import { ConnectedRepository } from "@/features/integrations/github/repositories/connected-repository";
import { RepositoryPicker } from "@/features/integrations/github/repositories/repository-picker";
import { useEstate } from "@/features/organizations/estates/queries";
import { Button } from "@/ui/button";
import { Notice } from "@/ui/notice";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";

export const Route = createFileRoute("/_session/$organization/$estateId/repository")({
  // GitHub's callback redirects here with `error`.
  validateSearch: (search): { error?: string } => (typeof search.error === "string" ? { error: search.error } : {}),
  component: RepositoryPage,
});

const installationErrors: Record<string, string> = {
  PERMISSION_DENIED: "The installation was started by another user, or your role does not allow it.",
  VALIDATION_ERROR: "The answer from GitHub did not belong to an installation that was started here, or came too late.",
  EXTERNAL_API_ERROR: "GitHub did not confirm the installation.",
};

function RepositoryPage() {
  const { estateId } = Route.useParams();
  const { error } = Route.useSearch();
  const estate = useEstate(estateId);
  const [changing, setChanging] = useState(false);
  usePageTitle("Repository", estate.name);
  const canManage = hasPermission(estate.role, "repository.manage");
  const { repository } = estate;
  return (
    <div className="grid max-w-3xl grid-cols-1 gap-6">
      <PageHeader title="Repository" above={estate.name} below="Every push to its branch is built, and what the newest complete build says is in force." />
      {error && (
        <Notice tone="danger" title="GitHub could not be connected">
          {installationErrors[error] ?? "Start the installation again."} <code className="font-mono text-xs">{error}</code>
        </Notice>
      )}
      {repository && !changing && <ConnectedRepository estate={estate} repository={repository} onChange={() => setChanging(true)} />}
      {!repository && !canManage && <Notice tone="info" title="Nothing is connected">An owner, admin or member of the organization can connect a repository.</Notice>}
      {canManage && (!repository || changing) && (
        <>
          {repository && (
            <div className="flex items-center justify-between gap-3">
              <p className="min-w-0 truncate text-quiet">
                In place of <span className="font-medium text-foreground">{repository.fullName}</span>
              </p>
              <Button size="small" onClick={() => setChanging(false)}>
                Keep it
              </Button>
            </div>
          )}
          <RepositoryPicker estate={estate} onConnected={() => setChanging(false)} />
        </>
      )}
    </div>
  );
}
