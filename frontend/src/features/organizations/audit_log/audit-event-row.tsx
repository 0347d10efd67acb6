import { Bot, ChevronRight, KeyRound, type LucideIcon, User, VenetianMask, Webhook } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import type { AuditEvent } from "@/api/types";
import { formatCount } from "@/format/amount";
import { formatDevice } from "@/format/device";
import { compareFields } from "@/format/difference";
import { Ago, formatMoment } from "@/format/time";
import { Button } from "@/ui/button";
import { classNames } from "@/ui/class-names";
import { CopyButton } from "@/ui/copy-button";
import { DifferenceTable } from "@/ui/difference-table";
import { Skeleton } from "@/ui/skeleton";
import { auditLogCopy } from "./copy";
import type { AuditFilter } from "./filter";

const copy = auditLogCopy.event;

const actorDisplay: Record<AuditEvent["actor"]["type"], { label: string; icon: LucideIcon }> = {
  user: { label: copy.actors.user, icon: User },
  key: { label: copy.actors.key, icon: KeyRound },
  webhook: { label: copy.actors.webhook, icon: Webhook },
  system: { label: copy.actors.system, icon: Bot },
};

const summaryClass =
  "grid w-full grid-cols-[1rem_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 px-4 py-2.5 text-left sm:grid-cols-[1rem_minmax(0,10rem)_minmax(0,1fr)_auto]";

type AuditEventRowProps = { event: AuditEvent; filter: AuditFilter; onFilter: (filter: AuditFilter) => void };

/** An audit event; expands to the values before and after. */
export function AuditEventRow({ event, filter, onFilter }: AuditEventRowProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const { label, icon: Icon } = actorDisplay[event.actor.type];
  const fields = compareFields(event.before, event.after);
  return (
    <li data-audit-event={event.id}>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        className={classNames(summaryClass, "hover:bg-hover focus-visible:-outline-offset-2")}
        onClick={() => setOpen(!open)}
      >
        <ChevronRight aria-hidden className={classNames("size-4 text-quiet transition-transform", open && "rotate-90")} />
        <span className="flex min-w-0 items-center gap-1.5">
          <Icon aria-hidden className="size-3.5 shrink-0 text-quiet" />
          <span className="truncate font-medium">{event.actor.name ?? label}</span>
          {event.impersonatedBy && (
            <span title={copy.impersonatedBy(event.impersonatedBy.name)} className="shrink-0 text-warning">
              <VenetianMask aria-hidden className="size-3.5" />
              <span className="sr-only">{copy.impersonatedBy(event.impersonatedBy.name)}</span>
            </span>
          )}
        </span>
        <span className="col-span-2 col-start-2 row-start-2 flex min-w-0 flex-wrap gap-x-2 sm:col-span-1 sm:col-start-3 sm:row-start-1">
          <code className="font-mono text-xs break-all">{event.action}</code>
          {event.resourceId && <code className="min-w-0 truncate font-mono text-xs text-quiet">{event.resourceId}</code>}
        </span>
        <Ago at={event.createdAt} className="text-xs whitespace-nowrap text-quiet" />
      </button>
      {open && (
        <div id={id} className="grid gap-4 border-t border-line bg-sunken px-4 py-3 sm:pl-11">
          {fields.length > 0 ? <DifferenceTable fields={fields} /> : <p className="text-xs text-quiet">{auditLogCopy.noDetails}</p>}
          <Facts event={event} />
          <div className="flex flex-wrap gap-2">
            {event.actor.id && (
              <Button size="small" onClick={() => onFilter({ ...filter, actorId: event.actor.id ?? "" })}>
                {copy.filterByActor(event.actor.name ?? copy.unnamedActor)}
              </Button>
            )}
            <Button size="small" onClick={() => onFilter({ ...filter, action: event.action })}>
              {copy.filterByAction}
            </Button>
            {event.resourceId && (
              <Button size="small" onClick={() => onFilter({ ...filter, resourceType: event.resourceType, resourceId: event.resourceId ?? "" })}>
                {copy.filterByResource(event.resourceType.replaceAll("_", " "))}
              </Button>
            )}
          </div>
        </div>
      )}
    </li>
  );
}

function Facts({ event }: { event: AuditEvent }) {
  const device = [event.ipAddress, event.userAgent && formatDevice(event.userAgent)].filter(Boolean).join(", ");
  return (
    <dl className="grid gap-x-4 gap-y-1 text-xs sm:grid-cols-[8rem_minmax(0,1fr)]">
      <FactRow name={copy.facts.time}>{formatMoment(event.createdAt)}</FactRow>
      {event.impersonatedBy && <FactRow name={copy.facts.impersonatedBy}>{event.impersonatedBy.name}</FactRow>}
      <FactRow name={copy.facts.resource}>
        {event.resourceType} <code className="font-mono break-all">{event.resourceId}</code>
      </FactRow>
      {event.estateId && (
        <FactRow name={copy.facts.estate}>
          <code className="font-mono break-all">{event.estateId}</code>
        </FactRow>
      )}
      {device && <FactRow name={copy.facts.source}>{device}</FactRow>}
      {event.requestId && (
        <FactRow name={copy.facts.request}>
          <code className="font-mono break-all">{event.requestId}</code>
          <CopyButton text={event.requestId} label={copy.facts.copyRequest} className="size-6!" />
        </FactRow>
      )}
      {event.sequence != null && (
        <FactRow name={copy.facts.hash(formatCount(event.sequence))}>
          <code className="font-mono break-all">{event.hash}</code>
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

export function AuditEventSkeletons() {
  return (
    <ul aria-hidden className="divide-y divide-line">
      {Array.from({ length: 8 }, (_, index) => (
        <li key={index} className={summaryClass}>
          <Skeleton className="size-4" />
          <Skeleton className="h-4 w-28" />
          <Skeleton className="col-start-2 row-start-2 h-4 w-48 max-w-full sm:col-start-3 sm:row-start-1" />
          <Skeleton className="h-3 w-16" />
        </li>
      ))}
    </ul>
  );
}
