import type { BuildStatus } from "@/api/types";
import { reconnectDelay } from "@/features/platform/realtime/reconnect-delay";
import type { LogBuffer, LogLine } from "./log-buffer";

/** The state of the log stream: "ended" after the server's end event. */
export type LogConnection = "connecting" | "streaming" | "reconnecting" | "ended";

/** The data of the event `lines`: consecutive lines from the number `first` on. */
type LogPiece = { first: number; lines: [at: number, stream: LogLine["stream"], step: LogLine["step"], text: string][] };

type Listener = {
  onLines: () => void;
  onConnection: (connection: LogConnection) => void;
  onStatus: (status: BuildStatus) => void;
};

/** Milliseconds for which lines are collected before they are rendered together. */
const flushDelay = 50;

/** Streams a build's log into a buffer until its end. Returns a function that stops it. */
export function streamLog(estateId: string, buildId: string, buffer: LogBuffer, listener: Listener): () => void {
  let source: EventSource | null = null;
  let buffered: LogLine[] = [];
  let flushTimer: ReturnType<typeof setTimeout> | undefined;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;

  const flush = () => {
    clearTimeout(flushTimer);
    flushTimer = undefined;
    if (buffered.length === 0) return;
    buffer.append(buffered);
    buffered = [];
    listener.onLines();
  };

  const open = () => {
    const after = buffer.lastNumber;
    const opened = new EventSource(`/api/estates/${estateId}/builds/${buildId}/log${after > 0 ? `?after=${after}` : ""}`);
    source = opened;
    opened.onopen = () => {
      attempt = 0;
      listener.onConnection("streaming");
    };
    opened.addEventListener("lines", (event: MessageEvent<string>) => {
      const { first, lines } = JSON.parse(event.data) as LogPiece;
      lines.forEach(([at, stream, step, text], index) => buffered.push({ number: first + index, at, stream, step, text }));
      flushTimer ??= setTimeout(flush, flushDelay);
    });
    opened.addEventListener("status", (event: MessageEvent<string>) => {
      listener.onStatus((JSON.parse(event.data) as { status: BuildStatus }).status);
    });
    opened.addEventListener("end", () => {
      // An EventSource that the server closes would reconnect forever.
      opened.close();
      flush();
      listener.onConnection("ended");
    });
    opened.onerror = () => {
      flush();
      listener.onConnection("reconnecting");
      // The browser reconnects after a lost connection, with Last-Event-ID, but not after an error response.
      if (opened.readyState !== EventSource.CLOSED) return;
      attempt += 1;
      retryTimer = setTimeout(open, reconnectDelay(attempt, Math.random()));
    };
  };

  open();
  return () => {
    clearTimeout(flushTimer);
    clearTimeout(retryTimer);
    source?.close();
  };
}
