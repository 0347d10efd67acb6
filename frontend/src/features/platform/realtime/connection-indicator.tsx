import type { Connection } from "./organization-socket";

const connectionDisplay: Record<Connection, { label: string; hint: string; dot: string }> = {
  live: { label: "Live", hint: "Changes appear by themselves.", dot: "bg-live" },
  connecting: { label: "Connecting", hint: "Live updates are about to start.", dot: "bg-warning animate-pulse-live" },
  reconnecting: { label: "Reconnecting", hint: "Live updates were interrupted.", dot: "bg-warning animate-pulse-live" },
  offline: { label: "Offline", hint: "This device has no network.", dot: "bg-danger" },
};

/** Shows the state of the realtime connection. */
export function ConnectionIndicator({ connection, compact = false }: { connection: Connection; compact?: boolean }) {
  const { label, hint, dot } = connectionDisplay[connection];
  return (
    <p role="status" title={hint} data-connection={connection} className="flex items-center gap-2 text-xs text-quiet">
      <span aria-hidden className={`size-2 shrink-0 rounded-full ${dot}`} />
      <span className={compact ? "sr-only" : undefined}>
        <span className="sr-only">Live updates: </span>
        {label}
      </span>
    </p>
  );
}
