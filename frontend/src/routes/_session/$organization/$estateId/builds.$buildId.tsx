import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute, Link } from "@tanstack/react-router";
import { Tabs } from "radix-ui";
import { orNotFound } from "@/api/or-not-found";
import { hasPermission } from "@/app/session/permissions";
import { CancelButton } from "@/features/delivery/builds/actions";
import { ActivateButton } from "@/features/delivery/builds/activate-button";
import { BuildDetails } from "@/features/delivery/builds/build-details";
import { ConfigurationTab } from "@/features/delivery/builds/configuration-tab";
import { buildsCopy } from "@/features/delivery/builds/copy";
import { FailureBox } from "@/features/delivery/builds/failure-box";
import { FilesTab } from "@/features/delivery/builds/files-tab";
import { logPath, startLog } from "@/features/delivery/builds/log/started-log";
import { LogViewer } from "@/features/delivery/builds/log/log-viewer";
import { buildQuery, commitSubject, seedBuild } from "@/features/delivery/builds/queries";
import { RebuildButton } from "@/features/delivery/builds/rebuild-button";
import { RollbackNotice } from "@/features/delivery/builds/rollback-notice";
import { ActiveBadge, StatusBadge, buildStatusDisplay } from "@/features/delivery/builds/status-badge";
import { statusReason } from "@/features/delivery/builds/steps";
import { useEstate } from "@/features/organizations/estates/queries";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { Skeleton } from "@/ui/skeleton";

const { tabs } = buildsCopy.page;
type Tab = keyof typeof tabs;

export const Route = createFileRoute("/_session/$organization/$estateId/builds/$buildId")({
  validateSearch: (search): { tab?: Exclude<Tab, "log"> } =>
    search.tab === "files" || search.tab === "configuration" ? { tab: search.tab } : {},
  loader: async ({ context, params, cause }) => {
    if (cause === "enter") startLog(logPath(params.estateId, params.buildId));
    seedBuild(context.queryClient, params.estateId, params.buildId);
    await orNotFound(context.queryClient.ensureQueryData(buildQuery(params.estateId, params.buildId)));
  },
  pendingComponent: BuildSkeleton,
  component: BuildPage,
});

function BuildPage() {
  const { organization, estateId, buildId } = Route.useParams();
  const { tab = "log" } = Route.useSearch();
  const navigate = Route.useNavigate();
  const estate = useEstate(estateId);
  const build = useSuspenseQuery(buildQuery(estateId, buildId)).data;
  const { activeBuildId, repository } = estate;
  const reason = statusReason(build);
  const active = useQuery({ ...buildQuery(estateId, activeBuildId ?? ""), enabled: activeBuildId != null });
  usePageTitle(`#${build.number} ${buildStatusDisplay[build.status].label}`, estate.name);
  const open = (chosen: string) =>
    void navigate({ search: chosen === "files" || chosen === "configuration" ? { tab: chosen } : {}, replace: true, resetScroll: false });
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageHeader
        above={
          <Link to="/$organization/$estateId/builds" params={{ organization, estateId }} className="underline-offset-4 hover:underline">
            {buildsCopy.list.title}
          </Link>
        }
        title={
          <>
            <span className="min-w-0 break-words">
              <span className="font-mono font-normal text-quiet">#{build.number}</span> {commitSubject(build)}
            </span>
            <span role="status" className="flex items-center gap-2">
              <StatusBadge status={build.status} />
              {build.isActive && <ActiveBadge />}
              {reason && <span className="text-sm font-normal text-quiet">{reason}</span>}
            </span>
          </>
        }
        actions={
          hasPermission(estate, "build.manage") && (
            <>
              <CancelButton build={build} />
              <ActivateButton build={build} activeNumber={active.data?.number} newestNumber={estate.rollback?.from?.number ?? active.data?.number} />
              {repository && <RebuildButton organization={organization} estateId={estateId} repository={repository} commit={build.commitHash} />}
            </>
          )
        }
      />
      <RollbackNotice estate={estate} organization={organization} />
      {build.failure && <FailureBox failure={build.failure} hasLog={build.logLineCount > 0} />}
      <BuildDetails build={build} repositoryUrl={repository?.htmlUrl} />
      <Tabs.Root value={tab} onValueChange={open} className="min-w-0 overflow-hidden rounded-lg border border-line bg-surface">
        <Tabs.List aria-label={buildsCopy.page.tabsLabel} className="flex gap-1 border-b border-line px-2">
          {Object.entries(tabs).map(([name, label]) => (
            <Tabs.Trigger
              key={name}
              value={name}
              className="-mb-px h-11 border-b-2 border-transparent px-2.5 font-medium text-quiet hover:text-foreground focus-visible:-outline-offset-4 data-[state=active]:border-live data-[state=active]:text-foreground"
            >
              {label}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value="log">
          <LogViewer key={build.id} build={build} />
        </Tabs.Content>
        <Tabs.Content value="files">
          <FilesTab build={build} />
        </Tabs.Content>
        <Tabs.Content value="configuration">
          <ConfigurationTab build={build} />
        </Tabs.Content>
      </Tabs.Root>
    </div>
  );
}

function BuildSkeleton() {
  return (
    <div className="grid grid-cols-1 gap-5">
      <div className="grid gap-2">
        <Skeleton className="h-3.5 w-12" />
        <Skeleton className="h-7 w-80 max-w-full" />
      </div>
      <Skeleton className="h-15 rounded-lg sm:h-40" />
      <Skeleton className="h-[70dvh] rounded-lg" />
    </div>
  );
}
