import { createFileRoute } from "@tanstack/react-router";
import { Hammer } from "lucide-react";
import { describeError } from "@/api/error";
import type { BuildStatus } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { BuildRow, BuildRowSkeletons } from "@/features/delivery/builds/build-row";
import { useBuildPages } from "@/features/delivery/builds/queries";
import { RebuildDialog } from "@/features/delivery/builds/rebuild-dialog";
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

const filters = [
  { value: "all", label: "All builds" },
  ...Object.entries(buildStatusDisplay).map(([status, { label }]) => ({ value: status as BuildStatus, label })),
] as { value: BuildStatus | "all"; label: string }[];

function BuildsPage() {
  const { organization, estateId } = Route.useParams();
  const { status } = Route.useSearch();
  const navigate = Route.useNavigate();
  const estate = useEstate(estateId);
  const pages = useBuildPages(estateId, status);
  usePageTitle("Builds", estate.name);
  const builds = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const { repository } = estate;
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader
        title="Builds"
        above={estate.name}
        actions={
          <>
            <Select
              aria-label="Status"
              className="w-36"
              value={status ?? "all"}
              options={filters}
              onChange={(chosen) => void navigate({ search: chosen === "all" ? {} : { status: chosen }, replace: true })}
            />
            {repository && hasPermission(estate.role, "build.manage") && (
              <RebuildDialog variant="primary" organization={organization} estateId={estateId} repository={repository} />
            )}
          </>
        }
      />
      <Panel>
        {pages.isPending ? (
          <BuildRowSkeletons count={8} />
        ) : pages.isError && builds.length === 0 ? (
          <Notice tone="danger" className="m-4" title={describeError(pages.error).title}>{describeError(pages.error).detail}</Notice>
        ) : builds.length === 0 ? (
          <Empty icon={Hammer} title={status ? `No build is ${buildStatusDisplay[status].label.toLowerCase()}` : "No build yet"}>
            <p>
              {status
                ? "Builds with another status are hidden by the filter."
                : repository
                  ? `Push a commit to ${repository.branch}, and its build appears here by itself.`
                  : "Connect a repository first; then every push to its branch is built."}
            </p>
          </Empty>
        ) : (
          <ul aria-label="Builds" className="divide-y divide-line">
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
