import { keepPreviousData } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { Hammer } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { BuildStatus } from "@/api/types";
import { adminCopy } from "@/features/admin/copy";
import { rowClass, RowSkeletons } from "@/features/admin/row-skeletons";
import { StatusBadge, buildStatusDisplay } from "@/features/delivery/builds/status-badge";
import { queueSpan, totalSpan } from "@/features/delivery/builds/steps";
import { Ago, Duration } from "@/format/time";
import { classNames } from "@/ui/class-names";
import { Empty } from "@/ui/empty";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { Select } from "@/ui/select";

function isStatus(value: unknown): value is BuildStatus {
  return typeof value === "string" && Object.hasOwn(buildStatusDisplay, value);
}

export const Route = createFileRoute("/_session/admin/builds")({
  validateSearch: (search): { status?: BuildStatus } => (isStatus(search.status) ? { status: search.status } : {}),
  component: BuildsPage,
});

/** Milliseconds. The builds of all organizations have no socket, so the page polls. */
const pollInterval = 5000;

const any = "any";
const copy = adminCopy.builds;

const filters = [{ value: any, label: copy.anyStatus }, ...Object.entries(buildStatusDisplay).map(([value, { label }]) => ({ value, label }))];

function BuildsPage() {
  usePageTitle(copy.title, adminCopy.area);
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const pages = api.useInfiniteQuery(
    "get",
    "/api/admin/builds",
    { params: { query: { limit: 50, ...search } } },
    { ...paged, placeholderData: keepPreviousData, refetchInterval: pollInterval },
  );
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader
        title={copy.title}
        above={adminCopy.area}
        below={copy.description}
        actions={
          <Select
            aria-label={copy.status}
            className="w-36"
            value={search.status ?? any}
            options={filters}
            onChange={(status) => void navigate({ search: isStatus(status) ? { status } : {}, replace: true })}
          />
        }
      />
      <Panel className={classNames(pages.isPlaceholderData && "opacity-70")}>
        <PagedList pages={pages} label={copy.label} skeleton={<RowSkeletons />} empty={<Empty icon={Hammer} title={search.status ? copy.noMatch : copy.empty} />}>
          {(build) => (
            <li key={build.id} data-build={build.id} className={rowClass}>
              <span className="w-28">
                <StatusBadge status={build.status} />
              </span>
              <div className="grid min-w-0 flex-1 basis-40 leading-snug">
                <span className="font-medium break-words">{build.estate.name}</span>
                <span className="text-xs break-words text-quiet">{build.organization.name}</span>
              </div>
              <code className="font-mono text-xs text-quiet">{build.commitHash.slice(0, 7)}</code>
              <span title={copy.queue} className="hidden text-xs text-quiet sm:inline sm:w-20">
                <Duration {...queueSpan(build)} />
              </span>
              <span title={copy.total} className="text-xs text-quiet sm:w-20">
                <Duration {...totalSpan(build)} />
              </span>
              <Ago at={build.createdAt} className="text-xs text-quiet sm:w-24" />
            </li>
          )}
        </PagedList>
      </Panel>
    </div>
  );
}
