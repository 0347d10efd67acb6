import { Link } from "@tanstack/react-router";
import { Bot, ChevronRight, KeyRound, type LucideIcon, User, Webhook } from "lucide-react";
import { Fragment, type ReactNode, useId, useState } from "react";
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
import { describeEvent, type Directory, resourceTypeLabel } from "./describe-event";
import type { AuditFilter } from "./filter";
import type { Part } from "./sentence";

const copy = auditLogCopy.event;

const actorIcons: Record<AuditEvent["actor"]["type"], LucideIcon> = { user: User, key: KeyRound, service_account: KeyRound, webhook: Webhook, system: Bot };

const summaryClass = "grid grid-cols-[1rem_minmax(0,1fr)] items-start gap-x-3 gap-y-0.5 px-4 py-2.5 sm:grid-cols-[1rem_1rem_minmax(0,1fr)_auto]";

type AuditEventRowProps = { event: AuditEvent; directory: Directory; filter: AuditFilter; onFilter: (filter: AuditFilter) => void };

/** An audit event as a sentence; expands to the values before and after. */
export function AuditEventRow({ event, directory, filter, onFilter }: AuditEventRowProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const Icon = actorIcons[event.actor.type];
  const fields = compareFields(event.before, event.after);
  return (
    <li data-audit-event={event.action}>
      <div className={classNames(summaryClass, "relative hover:bg-hover/50")}>
        <button
          type="button"
          aria-label={copy.details}
          aria-describedby={`${id}-sentence`}
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          className="mt-0.5 after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-live"
          onClick={() => setOpen(!open)}
        >
          <ChevronRight aria-hidden className={classNames("size-4 text-quiet transition-transform", open && "rotate-90")} />
        </button>
        <Icon aria-hidden className="mt-0.5 hidden size-4 text-quiet sm:block" />
        <p id={`${id}-sentence`} className="min-w-0 break-words">
          {describeEvent(event, directory).map((part, index) => (
            <Fragment key={index}>
              <SentencePart part={part} />
            </Fragment>
          ))}
        </p>
        <Ago at={event.createdAt} className="col-start-2 justify-self-start text-xs whitespace-nowrap text-quiet sm:col-start-4 sm:mt-0.5" />
      </div>
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
                {copy.filterByResource(resourceTypeLabel(event.resourceType))}
              </Button>
            )}
          </div>
        </div>
      )}
    </li>
  );
}

function SentencePart({ part }: { part: Part }) {
  if (typeof part === "string") return part;
  if (!part.link) return <span className="font-medium">{part.text}</span>;
  return (
    <Link {...part.link} className="relative font-medium underline decoration-edge underline-offset-4 hover:decoration-current">
      {part.text}
    </Link>
  );
}

function Facts({ event }: { event: AuditEvent }) {
  const device = [event.ipAddress, event.userAgent && formatDevice(event.userAgent)].filter(Boolean).join(", ");
  return (
    <dl className="grid gap-x-4 gap-y-1 text-xs sm:grid-cols-[8rem_minmax(0,1fr)]">
      <FactRow name={copy.facts.time}>{formatMoment(event.createdAt)}</FactRow>
      <FactRow name={copy.facts.action}>
        <code className="font-mono break-all">{event.action}</code>
      </FactRow>
      {event.impersonatedBy && <FactRow name={copy.facts.impersonatedBy}>{event.impersonatedBy.name}</FactRow>}
      <FactRow name={copy.facts.resource}>
        {resourceTypeLabel(event.resourceType)} <code className="font-mono break-all">{event.resourceId}</code>
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
          <Skeleton className="hidden size-4 sm:block" />
          <Skeleton className="h-4 w-72 max-w-full" />
          <Skeleton className="col-start-2 h-3 w-16 sm:col-start-4" />
        </li>
      ))}
    </ul>
  );
}
