import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import type { Address } from "./client.ts";
import { pause } from "./cpu.ts";

const OPENING_AT_ONCE = 16;
const OPEN_MS = 30_000;
const BROADCAST_MS = 20_000;
/** After a broadcast nothing more comes when nothing came for so long. */
const SILENCE_MS = 400;

/** A WebSocket client that does nothing but count text frames: a thousand of them must not be what is measured. */
class Listener {
  frames = 0;
  private readonly socket: Socket;
  private rest: Buffer = Buffer.alloc(0);
  private readonly onFrame: () => void;

  constructor(socket: Socket, onFrame: () => void) {
    this.socket = socket;
    this.onFrame = onFrame;
  }

  static async open(address: Address, path: string, headers: Record<string, string>, onFrame: () => void): Promise<Listener> {
    const socket = connect({ ...address, noDelay: true });
    const listener = new Listener(socket, onFrame);
    const lines = [`GET ${path} HTTP/1.1`, `host: ${address.host}:${address.port}`, "connection: Upgrade", "upgrade: websocket"];
    lines.push("sec-websocket-version: 13", `sec-websocket-key: ${randomBytes(16).toString("base64")}`);
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
    socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    await new Promise<void>((resolve, reject) => {
      let head = Buffer.alloc(0);
      const read = (chunk: Buffer) => {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf("\r\n\r\n");
        if (end === -1) return;
        socket.off("data", read);
        socket.setTimeout(0);
        if (!head.toString("latin1", 0, 12).endsWith(" 101")) return reject(new Error(`no socket: ${head.toString()}`));
        socket.on("data", (more) => listener.take(more));
        listener.take(head.subarray(end + 4));
        resolve();
      };
      socket.on("data", read);
      socket.on("error", reject);
      socket.on("close", () => reject(new Error("the socket was closed")));
      socket.setTimeout(OPEN_MS, () => socket.destroy(new Error(`the socket did not open within ${OPEN_MS} ms`)));
    });
    return listener;
  }

  get isOpen(): boolean {
    return !this.socket.destroyed;
  }

  close(): void {
    this.socket.destroy();
  }

  /** RFC 6455, 5.2; a server masks nothing. */
  private take(chunk: Buffer): void {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    let start = 0;
    while (bytes.length - start >= 2) {
      const opcode = (bytes[start] as number) & 0x0f;
      let length = (bytes[start + 1] as number) & 0x7f;
      let head = 2;
      if (length === 126) {
        if (bytes.length - start < 4) break;
        length = bytes.readUInt16BE(start + 2);
        head = 4;
      } else if (length === 127) throw new Error("a frame of more than 64 KB");
      if (bytes.length - start < head + length) break;
      start += head + length;
      if (opcode === 8) this.socket.destroy();
      if (opcode !== 1) continue;
      this.frames += 1;
      this.onFrame();
    }
    this.rest = bytes.subarray(start);
  }
}

/** Milliseconds. */
export interface Broadcast {
  /** From the request's first byte until every socket has every frame. */
  whole: number;
  /** From the first frame that any socket got until every socket has every frame. */
  spread: number;
  /** From the request's first byte until its answer. */
  answer: number;
}

/** Sockets of one organization. */
export class Crowd {
  private listeners: Listener[] = [];
  private received = 0;
  private awaited = Number.POSITIVE_INFINITY;
  private firstAt = 0;
  private onLast: () => void = () => undefined;

  get size(): number {
    return this.listeners.length;
  }

  async open(count: number, address: Address, path: string, headers: Record<string, string>): Promise<void> {
    while (this.listeners.length < count) {
      const now = Math.min(OPENING_AT_ONCE, count - this.listeners.length);
      const opened = await Promise.all(Array.from({ length: now }, () => Listener.open(address, path, headers, () => this.count())));
      this.listeners.push(...opened);
    }
    await this.silence();
  }

  close(): void {
    for (const listener of this.listeners) listener.close();
  }

  /** How many frames each socket gets when this is done; all get as many. */
  async framesOf(publish: () => Promise<void>): Promise<number> {
    const before = this.listeners.map(({ frames }) => frames);
    await publish();
    await this.silence();
    const frames = new Set(this.listeners.map((listener, index) => listener.frames - (before[index] as number)));
    const [each = 0] = frames;
    if (frames.size !== 1 || each === 0) throw new Error(`sockets got ${[...frames].join(", ")} frames of one change`);
    return each;
  }

  /** Times one change until the last socket has the last of its `frames`. */
  async time(publish: () => Promise<void>, frames: number): Promise<Broadcast> {
    if (!this.listeners.every(({ isOpen }) => isOpen)) throw new Error("a socket was closed");
    this.received = 0;
    this.awaited = frames * this.listeners.length;
    let timer: NodeJS.Timeout | undefined;
    const last = new Promise<number>((resolve, reject) => {
      this.onLast = () => resolve(performance.now());
      timer = setTimeout(() => reject(new Error(`${this.received} of ${this.awaited} frames within ${BROADCAST_MS} ms`)), BROADCAST_MS);
    });
    const started = performance.now();
    try {
      const [answered, lastAt] = await Promise.all([publish().then(() => performance.now()), last]);
      return { whole: lastAt - started, spread: lastAt - this.firstAt, answer: answered - started };
    } finally {
      clearTimeout(timer);
      this.awaited = Number.POSITIVE_INFINITY;
    }
  }

  private count(): void {
    if (this.received === 0) this.firstAt = performance.now();
    this.received += 1;
    if (this.received === this.awaited) this.onLast();
  }

  private async silence(): Promise<void> {
    const deadline = performance.now() + BROADCAST_MS;
    for (let before = -1; before !== this.received; await pause(SILENCE_MS)) {
      if (performance.now() > deadline) throw new Error("the sockets are never silent");
      before = this.received;
    }
  }
}
