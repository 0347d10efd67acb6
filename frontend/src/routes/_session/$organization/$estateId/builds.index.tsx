import { createFileRoute, useRouter } from "@tanstack/react-router";
import { Hammer } from "lucide-react";
import { useEffect } from "react";
import { describeError } from "@/api/error";
import type { BuildStatus } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { BuildRow, BuildRowSkeletons } from "@/features/delivery/builds/build-row";
import { buildsCopy } from "@/features/delivery/builds/copy";
import { useBuildPages } from "@/features/delivery/builds/queries";
import { RebuildButton } from "@/features/delivery/builds/rebuild-button";
import { RollbackNotice } from "@/features/delivery/builds/rollback-notice";
import { buildStatusDisplay } from "@/features/delivery/builds/status-badge";
import { useEstate } from "@/features/organizations/estates/queries";
import { Empty } from "@/ui/empty";
import { LoadMore } from "@/ui/load-more";
import { Notice } from "@/ui/notice";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { Panel } from "@/ui/panel";
import { Select } from "@/ui/select";

function isStatus(value: unknown): value is BuildStatus {
  return typeof value === "string" && value in buildStatusDisplay;
}

export const Route = createFileRoute("/_session/$organization/$estateId/builds/")({
  validateSearch: (search): { status?: BuildStatus } => (isStatus(search.status) ? { status: search.status } : {}),
  component: BuildsPage,
});

const copy = buildsCopy.list;

const filters = [
  { value: "all", label: copy.allStatuses },
  ...Object.entries(buildStatusDisplay).map(([status, { label }]) => ({ value: status as BuildStatus, label })),
] as { value: BuildStatus | "all"; label: string }[];

function BuildsPage() {
  const { organization, estateId } = Route.useParams();
  const { status } = Route.useSearch();
  const navigate = Route.useNavigate();
  const estate = useEstate(estateId);
  const pages = useBuildPages(estateId, status);
  usePageTitle(copy.title, estate.name);
  const router = useRouter();
  // A user who watches the list is likely to open a build next.
  useEffect(() => void router.loadRouteChunk(router.routesById["/_session/$organization/$estateId/builds/$buildId"]), [router]);
  const builds = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const { repository } = estate;
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader
        title={copy.title}
        above={estate.name}
        actions={
          <>
            <Select
              aria-label={copy.status}
              className="w-36"
              value={status ?? "all"}
              options={filters}
              onChange={(chosen) => void navigate({ search: chosen === "all" ? {} : { status: chosen }, replace: true })}
            />
            {repository && hasPermission(estate, "build.manage") && (
              <RebuildButton variant="primary" organization={organization} estateId={estateId} repository={repository} />
            )}
          </>
        }
      />
      <RollbackNotice estate={estate} organization={organization} />
      <Panel>
        {pages.isPending ? (
          <BuildRowSkeletons count={8} />
        ) : pages.isError && builds.length === 0 ? (
          <Notice tone="danger" className="m-4" title={describeError(pages.error).title}>{describeError(pages.error).detail}</Notice>
        ) : builds.length === 0 ? (
          <Empty icon={Hammer} title={status ? copy.noneWithStatus(buildStatusDisplay[status].label.toLowerCase()) : copy.empty}>
            <p>
              {status
                ? copy.noneWithStatusHint
                : repository
                  ? copy.push(repository.branch)
                  : copy.connect}
            </p>
          </Empty>
        ) : (
          <ul aria-label={copy.title} className="divide-y divide-line">
            {builds.map((build) => (
              <BuildRow key={build.id} build={build} organization={organization} />
            ))}
          </ul>
        )}
        <LoadMore pages={pages} />
      </Panel>
    </div>
  );
}
