import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { GitBranch, Hammer, type LucideIcon, Radio } from "lucide-react";
import type { ReactNode } from "react";
import type { Build, Estate } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import type { EstatePath } from "@/features/organizations/estates/last-estate";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { shortHash } from "@/format/commit-hash";
import { Ago, Duration } from "@/format/time";
import { BranchName } from "@/ui/branch-name";
import { Button } from "@/ui/button";
import { classNames } from "@/ui/class-names";
import { Skeleton } from "@/ui/skeleton";
import { buildsCopy } from "./copy";
import { buildQuery, commitSubject, isFinal } from "./queries";
import { StatusBadge } from "./status-badge";
import { StepStrip } from "./step-strip";
import { buildSpan } from "./steps";

const copy = buildsCopy.pipeline;

/** The pipeline of an estate in three stages: repository, newest build, active configuration. */
export function PipelineOverview({ estate, newest }: { estate: Estate; newest: Build | undefined }) {
  const estatePath = { organization: useOrganization().slug, estateId: estate.id };
  return (
    <section aria-label={copy.label} className="rounded-lg border border-line bg-surface">
      <ol className="grid md:grid-cols-3">
        <RepositoryStage estate={estate} estatePath={estatePath} />
        <BuildStage build={newest} connected={Boolean(estate.repository)} estatePath={estatePath} />
        <ActiveStage buildId={estate.activeBuildId ?? null} estatePath={estatePath} />
      </ol>
    </section>
  );
}

type StageProps = { icon: LucideIcon; name: string; state: "missing" | "idle" | "running" | "live"; last?: boolean; children: ReactNode };

const stateClasses: Record<StageProps["state"], string> = {
  missing: "border-line bg-surface text-quiet",
  idle: "border-edge bg-surface text-foreground",
  running: "border-live bg-surface text-live",
  live: "border-live bg-live text-on-live",
};

/** A stage and the line to the next one: downwards on small screens, to the right on wide ones. */
function Stage({ icon: Icon, name, state, last = false, children }: StageProps) {
  return (
    <li className="relative grid min-w-0 grid-cols-[2rem_minmax(0,1fr)] content-start gap-x-3 px-4 py-4 md:grid-cols-1 md:gap-y-3">
      {!last && (
        <span
          aria-hidden
          className={classNames(
            "absolute top-12 -bottom-4 left-8 w-px md:top-8 md:right-[-0.5rem] md:bottom-auto md:left-14 md:h-px md:w-auto",
            state === "running" ? "stripes animate-stripes opacity-70" : "bg-line",
          )}
        />
      )}
      <span aria-hidden className={classNames("relative grid size-8 place-items-center rounded-full border", stateClasses[state])}>
        <Icon className="size-4" />
      </span>
      <div className="grid min-w-0 content-start gap-1">
        <h2 className="text-xs font-medium text-quiet">{name}</h2>
        {children}
      </div>
    </li>
  );
}

function RepositoryStage({ estate, estatePath }: { estate: Estate; estatePath: EstatePath }) {
  const { repository } = estate;
  if (!repository) {
    return (
      <Stage icon={GitBranch} name={copy.repository.title} state="missing">
        <p className="font-medium">{copy.repository.missing}</p>
        {hasPermission(estate, "repository.manage") ? (
          <Button asChild variant="primary" size="small" className="mt-1 justify-self-start">
            <Link to="/$organization/$estateId/repository" params={estatePath}>
              {copy.repository.connect}
            </Link>
          </Button>
        ) : (
          <p className="text-quiet">{copy.repository.cannotConnect}</p>
        )}
      </Stage>
    );
  }
  return (
    <Stage icon={GitBranch} name={copy.repository.title} state="idle">
      <Link to="/$organization/$estateId/repository" params={estatePath} className="truncate font-medium underline-offset-4 hover:underline">
        {repository.fullName}
      </Link>
      <p className="flex min-w-0 items-center gap-3 text-xs text-quiet">
        <BranchName name={repository.branch} />
        {repository.path && <code className="truncate font-mono">{repository.path}</code>}
      </p>
    </Stage>
  );
}

function BuildLink({ build, estatePath }: { build: Build; estatePath: EstatePath }) {
  return (
    <Link
      to="/$organization/$estateId/builds/$buildId"
      params={{ ...estatePath, buildId: build.id }}
      className="truncate font-medium underline-offset-4 hover:underline"
    >
      <span className="font-mono text-xs text-quiet">#{build.number}</span> {commitSubject(build)}
    </Link>
  );
}

function BuildStage({ build, connected, estatePath }: { build: Build | undefined; connected: boolean; estatePath: EstatePath }) {
  if (!build) {
    return (
      <Stage icon={Hammer} name={copy.latestBuild.title} state="missing">
        <p className="text-quiet">{connected ? copy.latestBuild.missing : copy.latestBuild.notConnected}</p>
      </Stage>
    );
  }
  const { start, end } = buildSpan(build);
  return (
    <Stage icon={Hammer} name={copy.latestBuild.title} state={isFinal(build.status) ? "idle" : "running"}>
      <BuildLink build={build} estatePath={estatePath} />
      <div role="status" className="flex flex-wrap items-center gap-2 text-xs text-quiet">
        <StatusBadge status={build.status} />
        {start && <Duration start={start} end={end} className="font-mono" />}
        <Ago at={build.createdAt} />
      </div>
      {build.steps.length > 0 && !isFinal(build.status) && <StepStrip steps={build.steps} className="mt-1" />}
    </Stage>
  );
}

function ActiveStage({ buildId, estatePath }: { buildId: string | null; estatePath: EstatePath }) {
  const { data: build } = useQuery({ ...buildQuery(estatePath.estateId, buildId ?? ""), enabled: buildId !== null });
  if (buildId === null) {
    return (
      <Stage icon={Radio} name={copy.active.title} state="missing" last>
        <p className="text-quiet">{copy.active.missing}</p>
      </Stage>
    );
  }
  return (
    <Stage icon={Radio} name={copy.active.title} state="live" last>
      {build ? <BuildLink build={build} estatePath={estatePath} /> : <Skeleton className="h-5 w-40" />}
      {build ? (
        <p className="flex flex-wrap items-center gap-2 text-xs text-quiet">
          <code className="font-mono">{shortHash(build.commitHash)}</code>
          {build.completedAt && (
            <span>
              {copy.active.built} <Ago at={build.completedAt} />
            </span>
          )}
        </p>
      ) : (
        <Skeleton className="h-4 w-28" />
      )}
    </Stage>
  );
}
