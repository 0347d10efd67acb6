import { Link } from "@tanstack/react-router";
import { History, Star } from "lucide-react";
import { memo } from "react";
import type { EstateOverview } from "@/api/types";
import { estatesCopy } from "@/features/organizations/estates/copy";
import { togglePinnedEstate } from "@/features/organizations/estates/pinned-estates";
import { shortHash } from "@/format/commit-hash";
import { Ago } from "@/format/time";
import { BranchName } from "@/ui/branch-name";
import { Button } from "@/ui/button";
import { classNames } from "@/ui/class-names";
import { Skeleton } from "@/ui/skeleton";
import { buildsCopy } from "./copy";
import { ActiveBadge, StatusBadge } from "./status-badge";

const copy = estatesCopy.overview;

const rowClass =
  "relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 px-4 py-3 md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_8rem_auto]";

type RowProps = { estate: EstateOverview; isPinned: boolean; organizationId: string; slug: string };

/** An estate in the overview. The whole row links to the estate. `slug` is that of its organization. */
export const EstateRow = memo(function EstateRow({ estate, isPinned, organizationId, slug }: RowProps) {
  const { id, name, repository, lastBuild, activeBuild } = estate;
  return (
    <li data-estate={id} className={classNames(rowClass, "hover:bg-hover/50")}>
      <div className="grid min-w-0 gap-0.5">
        <Link
          to="/$organization/$estateId"
          params={{ organization: slug, estateId: id }}
          className="truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-live"
        >
          {name}
        </Link>
        <span className="truncate text-xs text-quiet">{repository ? repository.fullName : copy.noRepository}</span>
      </div>
      <div className="order-3 col-span-full min-w-0 md:order-none md:col-span-1">
        {lastBuild ? <LastBuild build={lastBuild} /> : <p className="text-quiet">{copy.noBuilds}</p>}
      </div>
      <div className="order-4 col-span-full flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-xs text-quiet md:order-none md:col-span-1 md:grid md:justify-items-start">
        {activeBuild ? <ActiveBuild build={activeBuild} /> : copy.notActive}
      </div>
      <Button
        variant="ghost"
        size="smallIcon"
        aria-label={copy.pin(name)}
        aria-pressed={isPinned}
        className="relative order-2 md:order-none"
        onClick={() => togglePinnedEstate(organizationId, id)}
      >
        <Star aria-hidden className={isPinned ? "fill-current text-warning" : "text-quiet"} />
      </Button>
    </li>
  );
});

function LastBuild({ build }: { build: NonNullable<EstateOverview["lastBuild"]> }) {
  return (
    <div className="flex min-w-0 items-center gap-3">
      <StatusBadge status={build.status} />
      <div className="grid min-w-0 gap-0.5">
        <p className="flex min-w-0 items-center gap-2">
          <span className="font-mono text-xs text-quiet tabular-nums">#{build.number}</span>
          <span className="truncate">{build.commitSubject || buildsCopy.noCommitMessage}</span>
        </p>
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-0.5 text-xs text-quiet">
          <code className="relative font-mono" title={build.commitHash}>
            {shortHash(build.commitHash)}
          </code>
          {build.branch && <BranchName name={build.branch} />}
          {build.commitAuthor && <span className="truncate">{build.commitAuthor}</span>}
          <Ago at={build.createdAt} />
        </div>
      </div>
    </div>
  );
}

function ActiveBuild({ build }: { build: NonNullable<EstateOverview["activeBuild"]> }) {
  return (
    <>
      <span className="inline-flex items-center gap-2">
        <span className="font-mono tabular-nums">#{build.number}</span>
        {build.isRolledBack ? (
          <span className="inline-flex h-5 shrink-0 items-center gap-1 rounded-full bg-warning/14 px-2 font-medium whitespace-nowrap text-warning">
            <History aria-hidden className="size-3 shrink-0" />
            {copy.rolledBack}
          </span>
        ) : (
          <ActiveBadge />
        )}
      </span>
      <Ago at={build.activatedAt} />
    </>
  );
}

export function EstateRowSkeletons() {
  return (
    <ul aria-hidden className="divide-y divide-line">
      {Array.from({ length: 8 }, (_, index) => (
        <li key={index} className={rowClass}>
          <div className="grid gap-1.5">
            <Skeleton className="h-4.5 w-3/5" />
            <Skeleton className="h-3.5 w-4/5" />
          </div>
          <Skeleton className="order-3 col-span-full h-6 md:order-none md:col-span-1" />
        </li>
      ))}
    </ul>
  );
}
