import { ShieldAlert, UserCheck } from "lucide-react";
import type { AuditEvent, Me } from "@/api/types";
import { formatDevice } from "@/format/device";
import { Ago } from "@/format/time";
import { Skeleton } from "@/ui/skeleton";
import { securityLogCopy } from "./copy";

const rowClass = "flex min-h-14 items-start gap-x-3 px-4 py-2.5";

export type SecurityEventRowProps = {
  event: AuditEvent;
  user: Me["user"];
  /** The event as a sentence. */
  describe: (event: AuditEvent, user: Me["user"]) => string;
};

/** An audit event as a sentence, with the device and the IP address. */
export function SecurityEventRow({ event, user, describe }: SecurityEventRowProps) {
  const isOwn = event.actor.id === user.id && !event.impersonatedBy;
  const Icon = isOwn ? UserCheck : ShieldAlert;
  const reason = reasonOf(event.after);
  return (
    <li data-security-event={event.action} className={rowClass}>
      <Icon aria-hidden className={`mt-0.5 size-5 shrink-0 ${isOwn ? "text-quiet" : "text-warning"}`} strokeWidth={1.5} />
      <div className="grid min-w-0 flex-1 leading-snug">
        <p className="break-words">{describe(event, user)}</p>
        <p className="flex flex-wrap gap-x-3 text-xs text-quiet">
          {event.userAgent && <span title={event.userAgent}>{formatDevice(event.userAgent)}</span>}
          {event.ipAddress && <span className="break-all">{event.ipAddress}</span>}
          {reason !== undefined && <span className="break-words">{securityLogCopy.reason(reason)}</span>}
          <Ago at={event.createdAt} />
        </p>
      </div>
    </li>
  );
}

/** The reason that an administrator gave. */
function reasonOf(details: unknown): string | undefined {
  const { reason } = (details ?? {}) as { reason?: unknown };
  return typeof reason === "string" ? reason : undefined;
}

export function SecurityEventSkeletons() {
  return (
    <ul aria-hidden className="divide-y divide-line">
      {Array.from({ length: 3 }, (_, index) => (
        <li key={index} className={rowClass}>
          <Skeleton className="size-5" />
          <div className="grid flex-1 gap-1.5">
            <Skeleton className="h-4 w-64 max-w-full" />
            <Skeleton className="h-3 w-40" />
          </div>
        </li>
      ))}
    </ul>
  );
}
