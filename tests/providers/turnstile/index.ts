import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { escapeHtml, listen, readBody } from "../http_server.ts";
import { SCRIPT, widgetPage } from "./widget.ts";

/** What a token says. */
interface Issued {
  hostname: string;
  action: string;
  issuedAt: number;
  isUsed: boolean;
}

interface Verification {
  response: string;
  remoteip: string | null;
}

export interface TurnstileSimulator {
  /** The base of `api.js` and `siteverify`. */
  url: string;
  siteKey: string;
  secret: string;
  /** A token as a widget would get it. */
  issue(of: { action: string; hostname?: string; issuedAt?: number }): string;
  /** The next verifications are answered with this status, or not at all. */
  fail(failure: number | "silence", times: number): void;
  /** The next requests for `api.js` are not answered with it. */
  failScript(times: number): void;
  /** Every verification, oldest first. */
  verifications: readonly Verification[];
  close(): Promise<void>;
}

const PATH = "/turnstile/v0";
const LIFETIME_MS = 300_000;
const MAX_TOKEN_LENGTH = 2048;

/**
 * Starts Cloudflare Turnstile on 127.0.0.1.
 * https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
 */
export async function startTurnstile(): Promise<TurnstileSimulator> {
  const turnstile = new Turnstile();
  const server = await listen((request, response) => turnstile.handle(request, response));
  return {
    url: server.url + PATH,
    siteKey: turnstile.siteKey,
    secret: turnstile.secret,
    issue: ({ action, hostname = "127.0.0.1", issuedAt = Date.now() }) => turnstile.issue({ action, hostname, issuedAt, isUsed: false }),
    fail: (failure, times) => void turnstile.failures.push(...Array.from({ length: times }, () => failure)),
    failScript: (times) => {
      turnstile.scriptFailures = times;
    },
    verifications: turnstile.verifications,
    close: server.close,
  };
}

class Turnstile {
  readonly siteKey = `0x4AAAAAAA${randomBytes(6).toString("hex")}`;
  readonly secret = `0x4AAAAAAA${randomBytes(16).toString("hex")}`;
  readonly failures: (number | "silence")[] = [];
  readonly verifications: Verification[] = [];
  scriptFailures = 0;
  private readonly tokens = new Map<string, Issued>();

  issue(issued: Issued): string {
    const token = `0.${randomBytes(60).toString("base64url")}`;
    this.tokens.set(token, issued);
    return token;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "", "http://turnstile.localhost");
    if (request.method === "POST" && url.pathname === `${PATH}/siteverify`) return this.verify(request, response);
    if (request.method === "GET" && url.pathname === `${PATH}/api.js`) return this.script(response);
    if (request.method === "GET" && url.pathname === `${PATH}/widget`) return this.widget(url.searchParams, response);
    response.writeHead(404, { "content-type": "text/plain" }).end("Not found");
  }

  private script(response: ServerResponse): void {
    if (this.scriptFailures > 0) {
      this.scriptFailures -= 1;
      response.writeHead(503, { "content-type": "text/plain" }).end("Unavailable");
      return;
    }
    response.writeHead(200, { "content-type": "application/javascript" }).end(SCRIPT);
  }

  private widget(query: URLSearchParams, response: ServerResponse): void {
    const action = query.get("action") ?? "";
    const origin = query.get("origin") ?? "";
    if (query.get("sitekey") !== this.siteKey || !/^[\w-]{0,32}$/.test(action) || !URL.canParse(origin)) {
      response.writeHead(400, { "content-type": "text/plain" }).end("The widget is not rendered correctly");
      return;
    }
    const token = this.issue({ action, hostname: new URL(origin).hostname, issuedAt: Date.now(), isUsed: false });
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(widgetPage(escapeHtml(token), escapeHtml(new URL(origin).origin)));
  }

  private async verify(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parameters = await parametersOf(request);
    const failure = this.failures.shift();
    if (failure === "silence") return;
    if (failure !== undefined) {
      response.writeHead(failure, { "content-type": "text/plain" }).end("Unavailable");
      return;
    }
    const answer = parameters === null ? refusal("bad-request") : this.answerTo(parameters);
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  }

  private answerTo(parameters: Map<string, string>) {
    const [secret, token] = [parameters.get("secret"), parameters.get("response")];
    if ([...parameters.keys()].some((name) => !["secret", "response", "remoteip", "idempotency_key"].includes(name))) return refusal("bad-request");
    if (!secret) return refusal("missing-input-secret");
    if (secret !== this.secret) return refusal("invalid-input-secret");
    if (!token) return refusal("missing-input-response");
    this.verifications.push({ response: token, remoteip: parameters.get("remoteip") ?? null });
    const issued = this.tokens.get(token);
    if (issued === undefined || token.length > MAX_TOKEN_LENGTH) return refusal("invalid-input-response");
    if (issued.isUsed || issued.issuedAt + LIFETIME_MS < Date.now()) return refusal("timeout-or-duplicate");
    issued.isUsed = true;
    return { success: true, challenge_ts: new Date(issued.issuedAt).toISOString(), hostname: issued.hostname, "error-codes": [], action: issued.action, cdata: "" };
  }
}

const refusal = (code: string) => ({ success: false, "error-codes": [code], messages: [] });

/** The parameters of a form or of JSON; null for anything else, and for one that is there twice. */
async function parametersOf(request: IncomingMessage): Promise<Map<string, string> | null> {
  const text = (await readBody(request)).toString("utf8");
  const type = request.headers["content-type"]?.split(";")[0];
  if (type === "application/x-www-form-urlencoded") {
    const pairs = [...new URLSearchParams(text)];
    const parameters = new Map(pairs);
    return parameters.size === pairs.length ? parameters : null;
  }
  if (type !== "application/json") return null;
  try {
    const body = Object.entries(JSON.parse(text) as Record<string, unknown>);
    return body.every(([, value]) => typeof value === "string") ? new Map(body as [string, string][]) : null;
  } catch {
    return null;
  }
}
