import { Link } from "@tanstack/react-router";
import { memo } from "react";
import type { Build } from "@/api/types";
import { Ago, Duration } from "@/format/time";
import { Skeleton } from "@/ui/skeleton";
import { CommitReference, triggerPhrase } from "./commit";
import { commitSubject } from "./queries";
import { ActiveBadge, StatusBadge } from "./status-badge";
import { StepStrip } from "./step-strip";
import { buildSpan, reportedSteps, statusReason } from "./steps";

const rowClass =
  "grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-3 sm:grid-cols-[7.5rem_minmax(0,1fr)_7rem]";

/** A build in a list. The whole row links to the build. `organization` is the slug of the estate's organization. */
export const BuildRow = memo(function BuildRow({ build, organization }: { build: Build; organization: string }) {
  const { start, end } = buildSpan(build);
  const reason = statusReason(build);
  return (
    <li data-build={build.id} className={`relative hover:bg-hover/50 ${rowClass}`}>
      <div className="order-1 flex items-center gap-2 sm:order-none">
        <StatusBadge status={build.status} />
      </div>
      <div className="order-3 col-span-full grid min-w-0 gap-0.5 sm:order-none sm:col-span-1">
        <div className="flex min-w-0 items-center gap-2">
          <span className="font-mono text-xs text-quiet tabular-nums">#{build.number}</span>
          <Link
            to="/$organization/$estateId/builds/$buildId"
            params={{ organization, estateId: build.estateId, buildId: build.id }}
            className="truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-live"
          >
            {commitSubject(build)}
          </Link>
          {build.isActive && <ActiveBadge />}
        </div>
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-0.5 text-xs text-quiet">
          <CommitReference build={build} />
          <span className="truncate">{triggerPhrase(build)}</span>
          <Ago at={build.createdAt} />
        </div>
        {reason && <p className="truncate text-xs text-quiet">{reason}</p>}
        {build.failure && (
          <p title={build.failure.message} className="relative truncate text-xs text-danger">
            {build.failure.message}
          </p>
        )}
      </div>
      <div className="order-2 grid justify-items-end gap-1.5 sm:order-none sm:justify-items-stretch sm:text-right">
        <Duration start={start} end={end} className="font-mono text-xs" />
        {build.steps.length > 0 && <StepStrip steps={reportedSteps(build)} className="hidden sm:flex" />}
      </div>
    </li>
  );
});

export function BuildRowSkeletons({ count }: { count: number }) {
  return (
    <ul aria-hidden className="divide-y divide-line">
      {Array.from({ length: count }, (_, index) => (
        <li key={index} className={rowClass}>
          <Skeleton className="h-6 w-20 rounded-full" />
          <div className="order-3 col-span-full grid gap-1.5 sm:order-none sm:col-span-1">
            <Skeleton className="h-4.5 w-3/5" />
            <Skeleton className="h-3.5 w-2/5" />
          </div>
          <Skeleton className="h-4 w-14 justify-self-end" />
        </li>
      ))}
    </ul>
  );
}
