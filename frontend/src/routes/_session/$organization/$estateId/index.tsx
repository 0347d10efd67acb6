import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute, Link } from "@tanstack/react-router";
import { Hammer } from "lucide-react";
import { hasPermission } from "@/app/session/permissions";
import { BuildRow, BuildRowSkeletons } from "@/features/delivery/builds/build-row";
import { buildsCopy } from "@/features/delivery/builds/copy";
import { PipelineOverview } from "@/features/delivery/builds/pipeline-overview";
import { latestBuildsQuery } from "@/features/delivery/builds/queries";
import { RebuildButton } from "@/features/delivery/builds/rebuild-button";
import { RollbackNotice } from "@/features/delivery/builds/rollback-notice";
import { useEstate } from "@/features/organizations/estates/queries";
import { GettingStartedCard } from "@/features/organizations/onboarding/getting-started-card";
import { onboardingQuery } from "@/features/organizations/onboarding/queries";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { Panel } from "@/ui/panel";
import { Skeleton } from "@/ui/skeleton";

export const Route = createFileRoute("/_session/$organization/$estateId/")({
  codeSplitGroupings: [],
  loader: async ({ context, params }) => {
    // Loaded together with the builds, so that the card does not shift the page; the page works without it.
    const card = hasPermission(context.organization, "organization.update") ? context.queryClient.prefetchQuery(onboardingQuery(params.estateId)) : undefined;
    await Promise.all([context.queryClient.ensureQueryData(latestBuildsQuery(params.estateId)), card]);
  },
  pendingComponent: DashboardSkeleton,
  component: DashboardPage,
});

function DashboardPage() {
  const { organization, estateId } = Route.useParams();
  const estate = useEstate(estateId);
  const builds = useSuspenseQuery(latestBuildsQuery(estateId)).data.items;
  usePageTitle(estate.name);
  const { repository } = estate;
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader
        title={estate.name}
        above={estate.organization.name}
        actions={
          repository && hasPermission(estate, "build.manage") ? (
            <RebuildButton organization={organization} estateId={estateId} repository={repository} />
          ) : undefined
        }
      />
      <RollbackNotice estate={estate} organization={organization} />
      <GettingStartedCard estate={estate} estatePath={{ organization, estateId }} />
      <PipelineOverview estate={estate} newest={builds[0]} />
      <Panel
        title={buildsCopy.dashboard.title}
        actions={
          builds.length > 0 && (
            <Button asChild variant="ghost" size="small">
              <Link to="/$organization/$estateId/builds" params={{ organization, estateId }}>
                {buildsCopy.dashboard.all}
              </Link>
            </Button>
          )
        }
      >
        {builds.length === 0 ? (
          <Empty icon={Hammer} title={buildsCopy.list.empty}>
            <p>{repository ? buildsCopy.list.push(repository.branch) : buildsCopy.list.connect}</p>
          </Empty>
        ) : (
          <ul className="divide-y divide-line">
            {builds.map((build) => (
              <BuildRow key={build.id} build={build} organization={organization} />
            ))}
          </ul>
        )}
      </Panel>
    </div>
  );
}

function DashboardSkeleton() {
  return (
    <div className="grid grid-cols-1 gap-6">
      <div className="grid gap-2">
        <Skeleton className="h-3.5 w-28" />
        <Skeleton className="h-7 w-48" />
      </div>
      <Skeleton className="h-32 rounded-lg" />
      <Panel title={buildsCopy.dashboard.title}>
        <BuildRowSkeletons count={5} />
      </Panel>
    </div>
  );
}
