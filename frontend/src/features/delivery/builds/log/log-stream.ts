import type { BuildStatus } from "@/api/types";
import { reconnectDelay } from "@/features/platform/realtime/reconnect-delay";
import { LogBuffer, type LogLine } from "./log-buffer";

/** The state of the log stream: "ended" after the server's end event. */
export type LogConnection = "connecting" | "streaming" | "reconnecting" | "ended";

/** The data of the event `lines`: consecutive lines from the number `first` on. */
type LogPiece = { first: number; lines: [at: number, stream: LogLine["stream"], step: LogLine["step"], text: string][] };

type Listener = {
  onLines: () => void;
  onConnection: (connection: LogConnection) => void;
  onStatus: (status: BuildStatus) => void;
};

/** Milliseconds for which lines are collected before they are rendered together; the first ones are rendered at once. */
const flushDelay = 50;

/** Streams a build's log into a buffer until its end. */
export class LogStream {
  readonly buffer = new LogBuffer();
  private readonly path: string;
  private connection: LogConnection = "connecting";
  private listener: Listener | null = null;
  private source: EventSource | null = null;
  private collected: LogLine[] = [];
  private flushTimer: ReturnType<typeof setTimeout> | undefined;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private attempt = 0;

  constructor(estateId: string, buildId: string) {
    this.path = `/api/estates/${estateId}/builds/${buildId}/log`;
    this.open();
  }

  /** Tells a listener what has come so far, and from now on. */
  listen(listener: Listener): void {
    this.listener = listener;
    listener.onConnection(this.connection);
    if (this.buffer.total > 0) listener.onLines();
  }

  stop(): void {
    this.listener = null;
    clearTimeout(this.flushTimer);
    clearTimeout(this.retryTimer);
    this.source?.close();
  }

  private setConnection(connection: LogConnection): void {
    this.connection = connection;
    this.listener?.onConnection(connection);
  }

  private flush(): void {
    if (this.collected.length === 0) return;
    this.buffer.append(this.collected);
    this.collected = [];
    this.listener?.onLines();
  }

  private flushSoon(): void {
    if (this.flushTimer !== undefined) return;
    this.flush();
    this.flushTimer = setTimeout(() => {
      this.flushTimer = undefined;
      if (this.collected.length > 0) this.flushSoon();
    }, flushDelay);
  }

  private open(): void {
    const after = this.buffer.lastNumber;
    const source = new EventSource(after > 0 ? `${this.path}?after=${after}` : this.path);
    this.source = source;
    source.onopen = () => {
      this.attempt = 0;
      this.setConnection("streaming");
    };
    source.addEventListener("lines", (event: MessageEvent<string>) => {
      const { first, lines } = JSON.parse(event.data) as LogPiece;
      lines.forEach(([at, stream, step, text], index) => this.collected.push({ number: first + index, at, stream, step, text }));
      this.flushSoon();
    });
    source.addEventListener("status", (event: MessageEvent<string>) => {
      this.listener?.onStatus((JSON.parse(event.data) as { status: BuildStatus }).status);
    });
    source.addEventListener("end", () => {
      // An EventSource that the server closes would reconnect forever.
      source.close();
      this.flush();
      this.setConnection("ended");
    });
    source.onerror = () => {
      this.flush();
      this.setConnection("reconnecting");
      // The browser reconnects after a lost connection, with Last-Event-ID, but not after an error response.
      if (source.readyState !== EventSource.CLOSED) return;
      this.attempt += 1;
      this.retryTimer = setTimeout(() => this.open(), reconnectDelay(this.attempt, Math.random()));
    };
  }
}

/** Milliseconds after which a stream that no page has taken is stopped. */
const mostUntaken = 5_000;

let begun: { buildId: string; stream: LogStream; timer: ReturnType<typeof setTimeout> } | null = null;

function endBegun(): void {
  clearTimeout(begun?.timer);
  begun?.stream.stop();
  begun = null;
}

/** Begins to read a log while its page is still being loaded and rendered. */
export function beginLog(estateId: string, buildId: string): void {
  if (begun?.buildId === buildId) return;
  endBegun();
  begun = { buildId, stream: new LogStream(estateId, buildId), timer: setTimeout(endBegun, mostUntaken) };
}

/** The stream of a log: the one that was begun for it, if any. */
export function takeLog(estateId: string, buildId: string): LogStream {
  if (begun?.buildId !== buildId) return new LogStream(estateId, buildId);
  const { stream, timer } = begun;
  clearTimeout(timer);
  begun = null;
  return stream;
}
