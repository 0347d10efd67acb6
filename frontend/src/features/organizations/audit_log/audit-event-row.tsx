import { Bot, ChevronRight, KeyRound, type LucideIcon, User, VenetianMask, Webhook } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import type { AuditLine } from "@/api/types";
import { formatCount } from "@/format/amount";
import { formatDevice } from "@/format/device";
import { Ago, formatMoment } from "@/format/time";
import { Button } from "@/ui/button";
import { classNames } from "@/ui/class-names";
import { CopyButton } from "@/ui/copy-button";
import { Skeleton } from "@/ui/skeleton";
import { compare } from "./difference";
import { DifferenceTable } from "./difference-table";
import type { AuditFilter } from "./filter";

const actors: Record<AuditLine["actor"]["type"], { label: string; icon: LucideIcon }> = {
  user: { label: "Somebody who is gone", icon: User },
  key: { label: "An API key", icon: KeyRound },
  webhook: { label: "A webhook", icon: Webhook },
  system: { label: "Steward", icon: Bot },
};

const summaryLook =
  "grid w-full grid-cols-[1rem_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 px-4 py-2.5 text-left sm:grid-cols-[1rem_minmax(0,10rem)_minmax(0,1fr)_auto]";

type LineRowProps = { line: AuditLine; filter: AuditFilter; onFilter: (filter: AuditFilter) => void };

/** One line of the log: who did what to what, and once it is opened what it was before and after. */
export function LineRow({ line, filter, onFilter }: LineRowProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const { label, icon: Icon } = actors[line.actor.type];
  return (
    <li data-line={line.id}>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        className={classNames(summaryLook, "hover:bg-hover focus-visible:-outline-offset-2")}
        onClick={() => setOpen(!open)}
      >
        <ChevronRight aria-hidden className={classNames("size-4 text-quiet transition-transform", open && "rotate-90")} />
        <span className="flex min-w-0 items-center gap-1.5">
          <Icon aria-hidden className="size-3.5 shrink-0 text-quiet" />
          <span className="truncate font-medium">{line.actor.name ?? label}</span>
          {line.impersonatedBy && (
            <span title={`By ${line.impersonatedBy.name}`} className="shrink-0 text-warning">
              <VenetianMask aria-hidden className="size-3.5" />
              <span className="sr-only">by {line.impersonatedBy.name}</span>
            </span>
          )}
        </span>
        <span className="col-span-2 col-start-2 row-start-2 flex min-w-0 flex-wrap gap-x-2 sm:col-span-1 sm:col-start-3 sm:row-start-1">
          <code className="font-mono text-xs break-all">{line.action}</code>
          {line.resourceId && <code className="min-w-0 truncate font-mono text-xs text-quiet">{line.resourceId}</code>}
        </span>
        <Ago at={line.createdAt} className="text-xs whitespace-nowrap text-quiet" />
      </button>
      {open && (
        <div id={id} className="grid gap-4 border-t border-line bg-sunken px-4 py-3 sm:pl-11">
          <DifferenceTable facts={compare(line.before, line.after)} />
          <Facts line={line} />
          <div className="flex flex-wrap gap-2">
            {line.actor.id && (
              <Button size="small" onClick={() => onFilter({ ...filter, actorId: line.actor.id ?? "" })}>
                Only {line.actor.name ?? "this one"}
              </Button>
            )}
            <Button size="small" onClick={() => onFilter({ ...filter, action: line.action })}>
              Only this action
            </Button>
            {line.resourceId && (
              <Button size="small" onClick={() => onFilter({ ...filter, resourceType: line.resourceType, resourceId: line.resourceId ?? "" })}>
                Only this {line.resourceType.replaceAll("_", " ")}
              </Button>
            )}
          </div>
        </div>
      )}
    </li>
  );
}

function Facts({ line }: { line: AuditLine }) {
  const device = [line.ipAddress, line.userAgent && formatDevice(line.userAgent)].filter(Boolean).join(", ");
  return (
    <dl className="grid gap-x-4 gap-y-1 text-xs sm:grid-cols-[8rem_minmax(0,1fr)]">
      <FactRow name="When">{formatMoment(line.createdAt)}</FactRow>
      {line.impersonatedBy && <FactRow name="Impersonated by">{line.impersonatedBy.name}</FactRow>}
      <FactRow name="Resource">
        {line.resourceType} <code className="font-mono break-all">{line.resourceId}</code>
      </FactRow>
      {line.estateId && (
        <FactRow name="Estate">
          <code className="font-mono break-all">{line.estateId}</code>
        </FactRow>
      )}
      {device && <FactRow name="From">{device}</FactRow>}
      {line.requestId && (
        <FactRow name="Request">
          <code className="font-mono break-all">{line.requestId}</code>
          <CopyButton text={line.requestId} label="Copy the request id" className="size-6" />
        </FactRow>
      )}
      {line.sequence != null && (
        <FactRow name={`Link ${formatCount(line.sequence)}`}>
          <code className="font-mono break-all">{line.hash}</code>
        </FactRow>
      )}
    </dl>
  );
}

function FactRow({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-quiet">{name}</dt>
      <dd className="flex min-w-0 flex-wrap items-center gap-x-1.5 break-words">{children}</dd>
    </>
  );
}

/** The places of lines that are still on their way. */
export function LineSkeletons() {
  return (
    <ul aria-hidden className="divide-y divide-line">
      {Array.from({ length: 8 }, (_, index) => (
        <li key={index} className={summaryLook}>
          <Skeleton className="size-4" />
          <Skeleton className="h-4 w-28" />
          <Skeleton className="col-start-2 row-start-2 h-4 w-48 max-w-full sm:col-start-3 sm:row-start-1" />
          <Skeleton className="h-3 w-16" />
        </li>
      ))}
    </ul>
  );
}
