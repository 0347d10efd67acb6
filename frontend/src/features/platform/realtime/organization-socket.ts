import { parseFrame } from "./frames";
import { reconnectDelay } from "./reconnect-delay";
import { applyFrame, type Effect } from "./sequence";

export type Connection = "connecting" | "live" | "reconnecting" | "offline";

type Listener = {
  /** How old the oldest data of the organization on the page is, in milliseconds. `isFirst`: no socket was open before. */
  dataAge: (isFirst: boolean) => number;
  onConnection: (connection: Connection) => void;
  onEffect: (effect: Effect) => void;
  /** The server closed the socket for good: 4401 the session has ended, 4403 the user is no longer a member. */
  onAccessLost: (code: 4401 | 4403) => void;
  /** The server closed the socket because the user's role or estates changed (4409). A new one is already being opened. */
  onAccessChanged: () => void;
  /** A connection failed before it opened. The session may have ended: browsers do not report the status of an upgrade. */
  onFailedAttempt: () => void;
};

const pingInterval = 30_000;
const pongTimeout = 10_000;

/** The number of the last message of each organization, from which a new socket resumes. */
const lastSeen = new Map<string, number>();

/**
 * A socket to an organization that reconnects until it is stopped or access is lost. Not partysocket (2.6 kB gzip): its
 * reconnect() does not cut a running backoff short, and it has neither jitter nor a heartbeat.
 */
export class OrganizationSocket {
  private socket: WebSocket | null = null;
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private heartbeat: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  private readonly organizationId: string;
  private readonly listener: Listener;

  constructor(organizationId: string, listener: Listener) {
    this.organizationId = organizationId;
    this.listener = listener;
  }

  start(): void {
    window.addEventListener("online", this.reconnectNow);
    window.addEventListener("offline", this.handleOffline);
    document.addEventListener("visibilitychange", this.handleVisibilityChange);
    this.listener.onConnection(navigator.onLine ? "connecting" : "offline");
    this.open();
  }

  stop(): void {
    this.stopped = true;
    window.removeEventListener("online", this.reconnectNow);
    window.removeEventListener("offline", this.handleOffline);
    document.removeEventListener("visibilitychange", this.handleVisibilityChange);
    this.disconnect();
  }

  private open(): void {
    const url = new URL(`/api/organizations/${this.organizationId}/socket`, window.location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const since = lastSeen.get(this.organizationId);
    if (since !== undefined) url.searchParams.set("since", String(since));
    else url.searchParams.set("age", String(Math.ceil(this.listener.dataAge(lastSeen.size === 0))));
    const socket = new WebSocket(url);
    this.socket = socket;
    let opened = false;
    const handleClose = (code: number) => {
      if (this.socket !== socket) return;
      this.disconnect();
      if (code === 4401 || code === 4403) {
        this.stop();
        this.listener.onAccessLost(code);
        return;
      }
      if (opened && (code === 4408 || code === 4409) && navigator.onLine) {
        this.open();
        if (code === 4409) this.listener.onAccessChanged();
        return;
      }
      if (!opened) this.listener.onFailedAttempt();
      this.scheduleReconnect();
    };
    socket.onmessage = (event: MessageEvent<unknown>) => {
      this.scheduleHeartbeat(false);
      const frame = typeof event.data === "string" ? parseFrame(event.data) : null;
      if (!frame) return;
      if (frame.type === "closing") return handleClose(frame.code);
      if (frame.type === "connected") {
        opened = true;
        this.attempt = 0;
        this.listener.onConnection("live");
      }
      const { last, effects } = applyFrame(lastSeen.get(this.organizationId) ?? null, frame);
      lastSeen.set(this.organizationId, last);
      for (const effect of effects) this.listener.onEffect(effect);
    };
    socket.onclose = ({ code }) => handleClose(code);
    this.scheduleHeartbeat(false);
  }

  private scheduleReconnect(): void {
    if (this.stopped) return;
    this.listener.onConnection(navigator.onLine ? "reconnecting" : "offline");
    this.attempt += 1;
    this.timer = setTimeout(() => this.open(), reconnectDelay(this.attempt, Math.random()));
  }

  /** Closes the socket and clears every timer. Later events of the socket are ignored. */
  private disconnect(): void {
    clearTimeout(this.timer);
    clearTimeout(this.heartbeat);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  /** Sends a ping after a silence, and replaces a socket that does not answer it. */
  private scheduleHeartbeat(awaitingPong: boolean): void {
    clearTimeout(this.heartbeat);
    this.heartbeat = setTimeout(
      () => {
        if (awaitingPong || this.socket?.readyState !== WebSocket.OPEN) {
          this.disconnect();
          this.scheduleReconnect();
          return;
        }
        this.socket.send("ping");
        this.scheduleHeartbeat(true);
      },
      awaitingPong ? pongTimeout : pingInterval,
    );
  }

  private readonly reconnectNow = () => {
    if (this.stopped || this.socket?.readyState === WebSocket.OPEN) return;
    this.disconnect();
    this.listener.onConnection("reconnecting");
    this.open();
  };

  /** A socket without a network may stay open for minutes. A new one receives what was missed. */
  private readonly handleOffline = () => {
    this.disconnect();
    this.scheduleReconnect();
  };

  /** Reconnects at once when the page becomes visible again. */
  private readonly handleVisibilityChange = () => {
    if (document.visibilityState === "visible" && this.socket === null && navigator.onLine) this.reconnectNow();
  };
}
