import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { listen, readBody } from "../http_server.ts";
import { inboxPage, mailPage } from "./inbox.ts";
import { MailError, validate, type Mail } from "./rules.ts";

export type { Mail } from "./rules.ts";

export interface MailOptions {
  port?: number | undefined;
  /** Where the inbox is kept over restarts; in memory only when absent. */
  directory?: string | undefined;
  /** The one key that is accepted, `re_…`. */
  apiKey: string;
  /** Called with every accepted mail; the terminal of a development session shows it. */
  onMail?: (mail: Mail) => void | undefined;
}

export interface MailSimulator {
  /** The inbox in a browser, and the API's base address. */
  url: string;
  /** Every accepted mail, oldest first. */
  mails: readonly Mail[];
  /** Mails to one address, oldest first. */
  to(address: string): Mail[];
  close(): Promise<void>;
}

const KEPT = 1_000;
const FILE = "inbox.json";

/** Starts a mail service with Resend's HTTP API on 127.0.0.1. https://resend.com/docs/api-reference/emails/send-email */
export async function startMail(options: MailOptions): Promise<MailSimulator> {
  const inbox = new Inbox(options);
  const server = await listen((request, response) => inbox.handle(request, response), options.port);
  return {
    url: server.url,
    mails: inbox.mails,
    to: (address) => inbox.mails.filter(({ to, cc, bcc }) => [...to, ...cc, ...bcc].some((one) => one.toLowerCase().includes(address.toLowerCase()))),
    close: server.close,
  };
}

class Inbox {
  readonly mails: Mail[];
  private readonly options: MailOptions;
  /** What was answered for each idempotency key, and a hash of what it was asked with. */
  private readonly idempotent = new Map<string, { hash: string; id: string }>();

  constructor(options: MailOptions) {
    this.options = options;
    this.mails = options.directory === undefined ? [] : read(options.directory);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const json = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
    };
    const html = (body: string) => response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(body);
    try {
      const mail = this.mails.find(({ id }) => id === url.pathname.split("/")[2]);
      if (url.pathname === "/" && request.method === "GET") return void html(inboxPage(this.mails));
      if (url.pathname === "/inbox.json" && request.method === "GET") return json(200, this.mails);
      if (/^\/mail\/[^/]+$/.test(url.pathname) && mail !== undefined) return void html(mailPage(mail));

      const body = (await readBody(request)).toString("utf8");
      this.authorize(request);
      if (/^\/emails\/[^/]+$/.test(url.pathname) && request.method === "GET") {
        if (mail === undefined) throw new MailError(404, "not_found", "Email not found");
        return json(200, { object: "email", ...mail, last_event: "delivered" });
      }
      if (url.pathname !== "/emails") throw new MailError(404, "not_found", "The requested endpoint does not exist.");
      if (request.method !== "POST") throw new MailError(405, "method_not_allowed", "This endpoint does not support the specified HTTP method.");
      json(200, { id: this.accept(body, request.headers["idempotency-key"]) });
    } catch (error) {
      if (!(error instanceof MailError)) throw error;
      json(error.status, { statusCode: error.status, message: error.message, name: error.name });
    }
  }

  private authorize(request: IncomingMessage): void {
    if (!request.headers["user-agent"]) throw new MailError(403, "validation_error", "error code: 1010");
    const key = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
    if (key === undefined) throw new MailError(401, "missing_api_key", "Missing API Key");
    const [given, wanted] = [key, this.options.apiKey].map((text) => createHash("sha256").update(text).digest()) as [Buffer, Buffer];
    if (!timingSafeEqual(given, wanted)) throw new MailError(400, "validation_error", "API key is invalid");
  }

  /** Takes a mail and returns its id; the same idempotency key with the same body gives the same id and sends nothing. */
  private accept(body: string, key: string | string[] | undefined): string {
    const hash = createHash("sha256").update(body).digest("hex");
    if (typeof key === "string") {
      if (key.length < 1 || key.length > 256) throw new MailError(400, "invalid_idempotency_key", "The idempotency key must be between 1-256 chars.");
      const known = this.idempotent.get(key);
      if (known !== undefined && known.hash === hash) return known.id;
      if (known !== undefined) {
        throw new MailError(409, "invalid_idempotent_request", "This idempotency key has been used with a different request body.");
      }
    }
    const mail: Mail = { id: randomUUID(), created_at: new Date().toISOString(), ...validate(body) };
    if (typeof key === "string") this.idempotent.set(key, { hash, id: mail.id });
    this.mails.push(mail);
    if (this.mails.length > KEPT) this.mails.shift();
    if (this.options.directory !== undefined) write(this.options.directory, this.mails);
    this.options.onMail?.(mail);
    return mail.id;
  }
}

function read(directory: string): Mail[] {
  mkdirSync(directory, { recursive: true });
  try {
    return JSON.parse(readFileSync(join(directory, FILE), "utf8")) as Mail[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function write(directory: string, mails: Mail[]): void {
  writeFileSync(join(directory, `${FILE}.new`), JSON.stringify(mails));
  renameSync(join(directory, `${FILE}.new`), join(directory, FILE));
}
