import type { Person } from "./people.ts";
import { until } from "./poll.ts";
import { RawWebSocket } from "./websocket.ts";

/** A message of the server, see docs/realtime.md. */
export interface Frame {
  type: string;
  seq?: number;
  latest?: number;
  after?: number;
  resource?: string;
  estateId?: string | null;
  id?: string | null;
  /** The close code that a "closing" frame announces. */
  code?: number;
}

/** The socket that a person's browser holds to an organization. */
export class Socket {
  readonly frames: Frame[] = [];
  pongs = 0;
  /** The server's close code; null while the socket is open. */
  closed: number | null = null;
  private readonly socket: RawWebSocket;

  private constructor(socket: RawWebSocket) {
    this.socket = socket;
    socket.onText = (text) => {
      if (text === "pong") this.pongs += 1;
      else this.frames.push(JSON.parse(text) as Frame);
    };
    socket.onClose = (code) => {
      this.closed ??= code;
    };
    socket.listen();
  }

  /**
   * Opens a socket, after the message with the number `since` or with the messages of the last `age` milliseconds, and resolves
   * when the server has greeted.
   */
  static async open({ client, organizationId }: Person, start?: number | { age: number }): Promise<Socket> {
    const parameter = typeof start === "object" ? `?age=${start.age}` : `?since=${start}`;
    const query = start === undefined ? "" : parameter;
    const url = `${client.url}/api/organizations/${organizationId}/socket${query}`;
    const socket = new Socket(await RawWebSocket.open(url, { cookie: client.cookie, origin: client.url }));
    await until("the greeting", () => socket.frames[0]?.type === "connected" || socket.closed !== null);
    if (socket.closed !== null) throw new Error(`the socket was closed with ${socket.closed}`);
    return socket;
  }

  /** The messages with a number, in the order of receipt. */
  get messages(): Frame[] {
    return this.frames.filter(({ seq }) => seq !== undefined);
  }

  get latest(): number {
    return this.messages.at(-1)?.seq ?? this.frames[0]?.latest ?? 0;
  }

  has(resource: string, id?: string): boolean {
    return this.frames.some((frame) => frame.resource === resource && (id === undefined || frame.id === id));
  }

  /** Resolves with the close code of the server. */
  async closing(): Promise<number> {
    await until("the socket to be closed", () => this.closed !== null);
    return this.closed ?? 0;
  }

  /** Resolves when every message that the server sent before this call is received. */
  async settled(): Promise<void> {
    const due = this.pongs + 1;
    this.send("ping");
    await until("the pong", () => this.pongs >= due);
  }

  send(text: string): void {
    this.socket.send(text);
  }

  /** Breaks the connection; nothing is received from now on. */
  cut(): void {
    this.socket.cut();
  }
}
