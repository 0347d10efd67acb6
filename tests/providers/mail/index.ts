import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { listen, readBody } from "../http_server.ts";
import { inboxPage, mailPage } from "./inbox.ts";
import { kindOf, matching, type MailFilter } from "./reading.ts";
import { MailError, validate, type Mail } from "./rules.ts";

export { codeIn, kindOf, linkIn, tokenIn, type MailFilter } from "./reading.ts";
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
  /** The mails that fit, newest first. */
  find(filter: MailFilter): Mail[];
  /** The newest mail that fits, as soon as there is one. Rejects after twenty seconds by default, with the mails that arrived instead. */
  waitFor(filter: MailFilter & { timeoutMs?: number }): Promise<Mail>;
  /** Takes a mail that came another way than through the API. */
  deliver(mail: Omit<Mail, "id" | "created_at">): Mail;
  /** The next requests to send fail with this status. What it returns ends the failure before its time. */
  fail(status: number, times: number): () => void;
  /** Ends every failure that was ordered. */
  recover(): void;
  close(): Promise<void>;
}

const KEPT = 1_000;
const PATIENCE_MS = 20_000;
const FILE = "inbox.json";

/** Starts a mail service with Resend's HTTP API on 127.0.0.1. https://resend.com/docs/api-reference/emails/send-email */
export async function startMail(options: MailOptions): Promise<MailSimulator> {
  const inbox = new Inbox(options);
  const server = await listen((request, response) => inbox.handle(request, response), options.port);
  return {
    url: server.url,
    mails: inbox.mails,
    to: (address) => inbox.mails.filter(({ to, cc, bcc }) => [...to, ...cc, ...bcc].some((one) => one.toLowerCase().includes(address.toLowerCase()))),
    find: (filter) => matching(inbox.mails, filter),
    waitFor: (filter) => inbox.waitFor(filter),
    deliver: (mail) => inbox.add(mail),
    fail: (status, times) => {
      const failure = { status, times };
      inbox.failures.push(failure);
      return () => {
        failure.times = 0;
      };
    },
    recover: () => {
      inbox.failures.length = 0;
    },
    close: server.close,
  };
}

class Inbox {
  readonly mails: Mail[];
  readonly failures: { status: number; times: number }[] = [];
  private readonly waiting = new Set<() => void>();
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
      if (url.pathname === "/inbox.json" && request.method === "GET") return json(200, this.mails.slice(-(Number(url.searchParams.get("limit")) || KEPT)).reverse());
      if (/^\/mail\/[^/]+$/.test(url.pathname) && mail !== undefined) return void html(mailPage(mail));

      const body = (await readBody(request)).toString("utf8");
      this.authorize(request);
      if (/^\/emails\/[^/]+$/.test(url.pathname) && request.method === "GET") {
        if (mail === undefined) throw new MailError(404, "not_found", "Email not found");
        const { transport: _, ...shown } = mail;
        return json(200, { object: "email", ...shown, last_event: "delivered" });
      }
      if (url.pathname !== "/emails") throw new MailError(404, "not_found", "The requested endpoint does not exist.");
      if (request.method !== "POST") throw new MailError(405, "method_not_allowed", "This endpoint does not support the specified HTTP method.");
      const failure = this.failures.find(({ times }) => times > 0);
      if (failure !== undefined) {
        failure.times -= 1;
        throw failed(failure.status);
      }
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
    const mail = this.add({ transport: "resend", ...validate(body) });
    if (typeof key === "string") this.idempotent.set(key, { hash, id: mail.id });
    return mail.id;
  }

  add(sent: Omit<Mail, "id" | "created_at">): Mail {
    const mail: Mail = { id: randomUUID(), created_at: new Date().toISOString(), ...sent };
    this.mails.push(mail);
    if (this.mails.length > KEPT) this.mails.shift();
    if (this.options.directory !== undefined) write(this.options.directory, this.mails);
    this.options.onMail?.(mail);
    for (const look of this.waiting) look();
    return mail;
  }

  waitFor({ timeoutMs = PATIENCE_MS, ...filter }: MailFilter & { timeoutMs?: number }): Promise<Mail> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const [newest] = matching(this.mails, filter);
        if (newest === undefined) return;
        this.waiting.delete(look);
        clearTimeout(timer);
        resolve(newest);
      };
      const timer = setTimeout(() => {
        this.waiting.delete(look);
        const came = this.mails.slice(-5).map((mail) => `${mail.to.join(", ")}: ${mail.subject} (${kindOf(mail) ?? "no kind"})`);
        const { after, ...wanted } = filter;
        reject(new Error(`no mail ${JSON.stringify(wanted)}${after === undefined ? "" : ` after "${after.subject}"`} within ${timeoutMs} ms; the last ones were:\n${came.join("\n")}`));
      }, timeoutMs);
      this.waiting.add(look);
      look();
    });
  }
}

/** What Resend says when it is out of order or wants to be asked less often. */
function failed(status: number): MailError {
  if (status === 429) return new MailError(429, "rate_limit_exceeded", "Too many requests. You can only make 5 requests per second.");
  return new MailError(status, "application_error", "An unexpected error occurred.");
}

function read(directory: string): Mail[] {
  mkdirSync(directory, { recursive: true });
  try {
    const kept = JSON.parse(readFileSync(join(directory, FILE), "utf8")) as Omit<Mail, "transport">[];
    return kept.map((mail) => ({ transport: "resend", ...mail }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function write(directory: string, mails: Mail[]): void {
  writeFileSync(join(directory, `${FILE}.new`), JSON.stringify(mails));
  renameSync(join(directory, `${FILE}.new`), join(directory, FILE));
}
