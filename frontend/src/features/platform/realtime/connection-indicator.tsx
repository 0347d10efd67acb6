import { realtimeCopy } from "./copy";
import type { Connection } from "./organization-socket";

const connectionDisplay: Record<Connection, { label: string; hint: string; dot: string }> = {
  live: { ...realtimeCopy.live, dot: "bg-live" },
  connecting: { ...realtimeCopy.connecting, dot: "bg-warning animate-pulse-live" },
  reconnecting: { ...realtimeCopy.reconnecting, dot: "bg-warning animate-pulse-live" },
  offline: { ...realtimeCopy.offline, dot: "bg-danger" },
};

/** Shows the state of the realtime connection. */
export function ConnectionIndicator({ connection, compact = false }: { connection: Connection; compact?: boolean }) {
  const { label, hint, dot } = connectionDisplay[connection];
  return (
    <p role="status" title={hint} data-connection={connection} className="flex items-center gap-2 text-xs text-quiet">
      <span aria-hidden className={`size-2 shrink-0 rounded-full ${dot}`} />
      <span className={compact ? "sr-only" : undefined}>
        <span className="sr-only">{realtimeCopy.label} </span>
        {label}
      </span>
    </p>
  );
}
