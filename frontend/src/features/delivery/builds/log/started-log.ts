/** An open log, and what it sent before its page was rendered. */
export type StartedLog = { source: EventSource; events: MessageEvent<string>[] };

/** Milliseconds after which a log that no page has taken is closed. */
const mostUntaken = 5_000;

let started: (StartedLog & { path: string; stop: () => void }) | null = null;

/** The path of a build's log. */
export const logPath = (estateId: string, buildId: string) => `/api/estates/${estateId}/builds/${buildId}/log`;

/** Opens a log while its page is still being loaded and rendered. */
export function startLog(path: string): void {
  if (started?.path === path) return;
  started?.stop();
  const source = new EventSource(path);
  const events: MessageEvent<string>[] = [];
  const stop = () => {
    source.close();
    started = null;
  };
  setTimeout(() => started?.source === source && stop(), mostUntaken);
  started = { path, source, events, stop };
  for (const type of ["lines", "status", "end"]) source.addEventListener(type, (event: MessageEvent<string>) => started?.source === source && events.push(event));
}

/** The log that was started, if it is this one and still open. It is taken once. */
export function takeStartedLog(path: string): StartedLog | null {
  if (started?.path !== path) return null;
  const { source, events } = started;
  started = null;
  return source.readyState === EventSource.CLOSED ? null : { source, events };
}
