import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

const OPEN_MS = 20_000;
const HEAD_END = "\r\n\r\n";
const TEXT = 1;
const CLOSE = 8;

/** The server answered the upgrade with another status. */
export class UpgradeRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the upgrade was answered ${status}`);
    this.status = status;
  }
}

/**
 * A WebSocket client (RFC 6455) that, unlike libraries, reports the close frame when it is received rather than when the
 * connection is closed, and can break a connection.
 */
export class RawWebSocket {
  private readonly socket: Socket;
  private rest: Buffer = Buffer.alloc(0);
  onText: (text: string) => void = () => undefined;
  onClose: (code: number) => void = () => undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("error", () => undefined); // a broken connection also ends, which is handled there
    socket.on("close", () => this.onClose(1006));
  }

  /** Resolves when the server has accepted the upgrade. Frames that it sends then are kept until `listen`. */
  static open(url: string, headers: Record<string, string>): Promise<RawWebSocket> {
    const { hostname, port, pathname, search, host } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    const all = { host, connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13", "sec-websocket-key": randomBytes(16).toString("base64"), ...headers };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    socket.write(`GET ${pathname}${search} HTTP/1.1\r\n${lines.join("\r\n")}${HEAD_END}`);
    return new Promise((resolve, reject) => {
      let head: Buffer = Buffer.alloc(0);
      const fail = (error: Error) => {
        socket.destroy();
        reject(error);
      };
      socket.setTimeout(OPEN_MS, () => fail(new Error(`the socket did not open within ${OPEN_MS} ms`)));
      socket.once("error", fail);
      const read = (chunk: Buffer) => {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf(HEAD_END);
        if (end === -1) return;
        socket.off("data", read).off("error", fail).setTimeout(0);
        const status = Number(head.toString("latin1", 9, 12));
        if (status !== 101) return fail(new UpgradeRefused(status));
        const opened = new RawWebSocket(socket.pause());
        opened.rest = head.subarray(end + HEAD_END.length);
        resolve(opened);
      };
      socket.on("data", read);
    });
  }

  listen(): void {
    this.socket.on("data", (chunk: Buffer) => this.take(chunk));
    this.take(Buffer.alloc(0));
    this.socket.resume();
  }

  send(text: string): void {
    this.write(TEXT, Buffer.from(text));
  }

  /** Breaks the connection without a close frame. */
  cut(): void {
    this.onClose = () => undefined;
    this.onText = () => undefined;
    this.socket.destroy();
  }

  /** A client must mask its frames; this mask is zero. */
  private write(opcode: number, payload: Buffer): void {
    if (payload.length > 125) throw new Error("longer than a short frame");
    this.socket.write(Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]));
  }

  private take(chunk: Buffer): void {
    const bytes = Buffer.concat([this.rest, chunk]);
    let start = 0;
    while (bytes.length - start >= 2) {
      const opcode = bytes.readUInt8(start) & 0x0f;
      const short = bytes.readUInt8(start + 1) & 0x7f;
      const head = short === 127 ? 10 : short === 126 ? 4 : 2;
      if (bytes.length - start < head) break;
      const length = short === 127 ? Number(bytes.readBigUInt64BE(start + 2)) : short === 126 ? bytes.readUInt16BE(start + 2) : short;
      if (bytes.length - start < head + length) break;
      const payload = bytes.subarray(start + head, start + head + length);
      start += head + length;
      if (opcode === TEXT) this.onText(payload.toString());
      if (opcode === CLOSE) {
        const code = payload.length < 2 ? 1005 : payload.readUInt16BE(0);
        this.write(CLOSE, payload.subarray(0, 2));
        this.onClose(code);
        this.cut();
        return;
      }
    }
    this.rest = bytes.subarray(start);
  }
}
