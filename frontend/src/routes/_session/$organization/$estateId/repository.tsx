import { useQueryClient } from "@tanstack/react-query";
import { createFileRoute, useRouter } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { Build } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { BuildSettings } from "@/features/delivery/builds/build-settings";
import { buildQuery, useBuildSinceConnected } from "@/features/delivery/builds/queries";
import { githubCopy } from "@/features/integrations/github/copy";
import { ConnectedRepository } from "@/features/integrations/github/repositories/connected-repository";
import { FirstPushPanel } from "@/features/integrations/github/repositories/first-push-panel";
import { InstallationNotice } from "@/features/integrations/github/repositories/installation-notice";
import { RepositoryPicker } from "@/features/integrations/github/repositories/repository-picker";
import { UnconfirmedNotice } from "@/features/integrations/github/repositories/unconfirmed-notice";
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

const copy = githubCopy.page;

const installationErrors: Record<string, string> = {
  PERMISSION_DENIED: copy.error.PERMISSION_DENIED,
  VALIDATION_ERROR: copy.error.VALIDATION_ERROR,
  EXTERNAL_API_ERROR: copy.error.EXTERNAL_API_ERROR,
  CONFLICT: copy.error.CONFLICT,
  APPROVAL_REQUESTED: copy.error.APPROVAL_REQUESTED,
};

function RepositoryPage() {
  const { organization, estateId } = Route.useParams();
  const { error } = Route.useSearch();
  const estate = useEstate(estateId);
  const [changing, setChanging] = useState(false);
  usePageTitle(copy.title, estate.name);
  const canManage = hasPermission(estate, "repository.manage");
  const { repository } = estate;
  const navigate = Route.useNavigate();
  const router = useRouter();
  const queryClient = useQueryClient();
  useEffect(() => void router.loadRouteChunk(router.routesById["/_session/$organization/$estateId/builds/$buildId"]), [router]);
  const open = (build: Build) => {
    queryClient.setQueryData(buildQuery(estateId, build.id).queryKey, build);
    void navigate({ to: "/$organization/$estateId/builds/$buildId", params: { organization, estateId, buildId: build.id } });
  };
  const build = useBuildSinceConnected(estate);
  const isAwaited = useRef(false);
  useEffect(() => {
    if (build === null) isAwaited.current = true;
    else if (build && isAwaited.current) {
      isAwaited.current = false;
      open(build);
    }
  });
  return (
    <div className="grid max-w-3xl grid-cols-1 gap-6">
      <PageHeader title={copy.title} above={estate.name} below={copy.description} />
      {error === "INSTALLED_ON_GITHUB" && (
        <Notice tone="info" title={githubCopy.installedElsewhere.title}>
          {githubCopy.installedElsewhere.text}
        </Notice>
      )}
      {error && error !== "INSTALLED_ON_GITHUB" && (
        <Notice tone="danger" title={copy.error.title}>
          {installationErrors[error] ?? copy.error.unknown} <code className="font-mono text-xs">{error}</code>
        </Notice>
      )}
      {repository?.unconfirmedAt && !changing && (
        <UnconfirmedNotice estate={estate} repository={repository} onConfirmed={(first) => first && open(first)} />
      )}
      {repository?.installationState && <InstallationNotice estate={estate} state={repository.installationState} />}
      {repository && !changing && build === null && <FirstPushPanel repository={repository} />}
      {repository && !changing && <ConnectedRepository estate={estate} repository={repository} onChange={() => setChanging(true)} />}
      {repository && !changing && hasPermission(estate, "estate.update") && <BuildSettings estate={estate} />}
      {!repository && !canManage && <Notice tone="info" title={copy.missing}>{copy.cannotConnect}</Notice>}
      {canManage && (!repository || changing) && (
        <>
          {repository && (
            <div className="flex items-center justify-between gap-3">
              <p className="min-w-0 truncate text-quiet">
                {copy.replacing} <span className="font-medium text-foreground">{repository.fullName}</span>
              </p>
              <Button size="small" onClick={() => setChanging(false)}>
                {copy.keep}
              </Button>
            </div>
          )}
          <RepositoryPicker estate={estate} onConnected={(first) => (first ? open(first) : setChanging(false))} />
        </>
      )}
    </div>
  );
}
