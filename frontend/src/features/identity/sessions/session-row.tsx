import { Monitor, Smartphone, Terminal } from "lucide-react";
import type { ReactNode } from "react";
import type { UserSession } from "@/api/types";
import { formatDevice } from "@/format/device";
import { Ago } from "@/format/time";
import { Skeleton } from "@/ui/skeleton";
import { sessionsCopy } from "./copy";

const rowClass = "flex min-h-16 items-center gap-x-3 px-4 py-2.5";

/** A session with its device, location and last activity. */
export function SessionRow({ session, actions }: { session: UserSession; actions?: ReactNode }) {
  const device = formatDevice(session.userAgent);
  const Icon = session.kind === "api" ? Terminal : /iPhone|iPad|Android/.test(device) ? Smartphone : Monitor;
  return (
    <li data-session={session.id} className={rowClass}>
      <Icon aria-hidden className="size-5 shrink-0 text-quiet" strokeWidth={1.5} />
      <div className="grid min-w-0 flex-1 leading-snug">
        <p className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium break-words" title={session.userAgent ?? undefined}>
            {device}
          </span>
          {session.current && <span className="rounded-full bg-live/12 px-2 text-xs font-medium text-live">{sessionsCopy.row.current}</span>}
          {session.kind === "api" && <span className="rounded-full bg-hover px-2 text-xs font-medium text-quiet">{sessionsCopy.row.apiClient}</span>}
          {session.impersonated && <span className="rounded-full bg-warning/14 px-2 text-xs font-medium text-warning">{sessionsCopy.row.impersonated}</span>}
        </p>
        <p className="flex flex-wrap gap-x-3 text-xs text-quiet">
          {session.location && <span>{session.location}</span>}
          {session.ipAddress && <span className="break-all">{session.ipAddress}</span>}
          <span>
            {sessionsCopy.row.lastSeen} <Ago at={session.lastSeenAt} />
          </span>
          <span>
            {sessionsCopy.row.signedIn} <Ago at={session.createdAt} />
          </span>
        </p>
      </div>
      {actions}
    </li>
  );
}

export function SessionSkeletons() {
  return (
    <ul aria-hidden className="divide-y divide-line">
      {Array.from({ length: 3 }, (_, index) => (
        <li key={index} className={rowClass}>
          <Skeleton className="size-5" />
          <div className="grid flex-1 gap-1.5">
            <Skeleton className="h-4 w-40" />
            <Skeleton className="h-3 w-56 max-w-full" />
          </div>
        </li>
      ))}
    </ul>
  );
}
