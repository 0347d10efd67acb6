import type { BuildStatus } from "@/api/types";
import { reconnectDelay } from "@/features/platform/realtime/reconnect-delay";
import { LogBuffer, type LogLine } from "./log-buffer";
import { logPath, takeStartedLog } from "./started-log";

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
  private status: BuildStatus | null = null;
  private listener: Listener | null = null;
  private source: EventSource | null = null;
  private collected: LogLine[] = [];
  private flushTimer: ReturnType<typeof setTimeout> | undefined;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private attempt = 0;

  constructor(estateId: string, buildId: string) {
    this.path = logPath(estateId, buildId);
    this.open();
  }

  /** Tells a listener what has come so far, and from now on. */
  listen(listener: Listener): void {
    this.listener = listener;
    listener.onConnection(this.connection);
    if (this.status !== null) listener.onStatus(this.status);
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
    const { source, events } = takeStartedLog(this.path) ?? { source: new EventSource(after > 0 ? `${this.path}?after=${after}` : this.path), events: [] };
    this.source = source;
    source.onopen = () => {
      this.attempt = 0;
      this.setConnection("streaming");
    };
    const handlers: Record<string, (data: string) => void> = {
      lines: (data) => {
        const { first, lines } = JSON.parse(data) as LogPiece;
        lines.forEach(([at, stream, step, text], index) => this.collected.push({ number: first + index, at, stream, step, text }));
        this.flushSoon();
      },
      status: (data) => {
        this.status = (JSON.parse(data) as { status: BuildStatus }).status;
        this.listener?.onStatus(this.status);
      },
      // The server looks at the reader's rights again.
      renew: () => {
        source.close();
        this.flush();
        this.open();
      },
      end: () => {
        // An EventSource that the server closes would reconnect forever.
        source.close();
        this.flush();
        this.setConnection("ended");
      },
    };
    if (source.readyState === EventSource.OPEN) this.connection = "streaming";
    for (const { type, data } of events) handlers[type]?.(data);
    for (const [type, handle] of Object.entries(handlers)) source.addEventListener(type, ({ data }: MessageEvent<string>) => handle(data));
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
