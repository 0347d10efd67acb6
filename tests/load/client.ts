import { connect, type Socket } from "node:net";

const ANSWER_MS = 60_000;
const HEAD_END = "\r\n\r\n";
const LAST_CHUNK = Buffer.from("\r\n0\r\n\r\n");

export interface Address {
  host: string;
  port: number;
}

export interface Answer {
  status: number;
  /** The status line and the header lines. */
  head: string;
  /** As it was sent: with chunk sizes in it when it came in chunks. */
  body: Buffer;
}

/** A request as bytes, made once and sent often. */
export function requestBytes(address: Address, method: string, path: string, headers: Record<string, string> = {}, body: Buffer | string = ""): Buffer {
  const bytes = Buffer.from(body);
  const lines = [`${method} ${path} HTTP/1.1`, `host: ${address.host}:${address.port}`, "accept: application/json", "user-agent: steward-bench"];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (method !== "GET") lines.push(`content-length: ${bytes.length}`);
  return Buffer.concat([Buffer.from(lines.join("\r\n") + HEAD_END), bytes]);
}

/** One HTTP/1.1 connection that is kept, a request at a time. Small, because it shares the machine with what it measures. */
export class Connection {
  private readonly address: Address;
  private socket: Socket | null = null;
  private received: Buffer = Buffer.alloc(0);
  private waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | null = null;

  constructor(address: Address) {
    this.address = address;
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const socket = connect({ ...this.address, noDelay: true });
      socket.once("connect", () => resolve());
      socket.on("error", (error) => {
        reject(error);
        this.fail(error);
      });
      socket.on("close", () => this.fail(new Error("the connection was closed")));
      socket.on("data", (chunk) => this.take(chunk));
      socket.setTimeout(ANSWER_MS, () => {
        if (this.waiting !== null) socket.destroy(new Error(`no answer within ${ANSWER_MS} ms`));
      });
      this.socket = socket;
    });
  }

  exchange(request: Buffer): Promise<Answer> {
    const { socket } = this;
    if (socket === null || socket.destroyed) return Promise.reject(new Error("the connection is not open"));
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      socket.write(request);
    });
  }

  close(): void {
    this.socket?.destroy();
    this.socket = null;
  }

  private fail(error: Error): void {
    const { waiting } = this;
    this.waiting = null;
    waiting?.reject(error);
  }

  private take(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const answer = whole(this.received);
    if (answer === null || this.waiting === null) return;
    const { waiting } = this;
    this.waiting = null;
    this.received = Buffer.alloc(0);
    waiting.resolve(answer);
  }
}

/** The answer, when all of it is there. */
function whole(received: Buffer): Answer | null {
  const end = received.indexOf(HEAD_END);
  if (end === -1) return null;
  const head = received.toString("latin1", 0, end);
  const status = Number(head.slice(9, 12));
  const start = end + HEAD_END.length;
  const declared = /\r\ncontent-length: *(\d+)/i.exec(head);
  const complete =
    declared !== null
      ? received.length >= start + Number(declared[1])
      : /\r\ntransfer-encoding: *chunked/i.test(head)
        ? received.subarray(end + 2).subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)
        : true;
  return complete ? { status, head, body: received.subarray(start) } : null;
}

/** Several connections that ask one after the other, each as soon as it was answered. */
export class Clients {
  private readonly connections: Connection[];

  constructor(address: Address, count: number) {
    this.connections = Array.from({ length: count }, () => new Connection(address));
  }

  async open(): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection.open()));
  }

  /** Sends `count` requests; every one of them must be answered with `status`. Resolves with the requests a second. */
  async send(count: number, status: number, request: (index: number) => Buffer): Promise<number> {
    const started = performance.now();
    let next = 0;
    const work = async (connection: Connection) => {
      while (next < count) {
        const answer = await connection.exchange(request(next++));
        if (answer.status !== status) throw new Error(`${answer.head.split("\r\n", 1)[0]} instead of ${status}: ${answer.body.toString("utf8", 0, 500)}`);
      }
    };
    await Promise.all(this.connections.map(work));
    return (count * 1_000) / (performance.now() - started);
  }

  close(): void {
    for (const connection of this.connections) connection.close();
  }
}
