import { createHmac, randomUUID } from "node:crypto";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { App } from "./payloads/installation.ts";

/** One attempt to deliver an event, with everything that GitHub shows of it. */
export interface Delivery {
  id: number;
  /** X-GitHub-Delivery: the same for every attempt at one event. */
  guid: string;
  event: string;
  action: string | null;
  deliveredAt: number;
  redelivery: boolean;
  /** Seconds, rounded to hundredths. */
  duration: number;
  /** "OK", or what went wrong in GitHub's words. */
  status: string;
  /** What the receiver answered; 0 while under way and when nothing came. */
  statusCode: number;
  installationId: number | null;
  repositoryId: number | null;
  url: string;
  request: { headers: Record<string, string>; body: string };
  response: { headers: Record<string, string>; body: string };
}

export interface Event {
  event: string;
  payload: Record<string, unknown>;
  installationId: number | null;
  repositoryId: number | null;
}

const TIMEOUT_MS = 10_000;
const KEPT = 5_000;
/** Payloads above this are not sent. https://docs.github.com/webhooks/webhook-events-and-payloads */
const LONGEST_PAYLOAD = 25 * 1024 * 1024;

/** Sends events to the App's webhook URL, each once, as GitHub does not retry. */
export class Webhooks {
  readonly deliveries: Delivery[] = [];
  private readonly app: App;
  private readonly hookId: number;
  private readonly underWay = new Set<Promise<Delivery>>();
  private nextId = Date.now() * 1000; // grows over restarts too
  private readonly closing = new AbortController();

  constructor(app: App, hookId: number) {
    this.app = app;
    this.hookId = hookId;
  }

  /** Sends an event and resolves when it was answered, refused or given up; never rejects. Null when too large. */
  send({ event, payload, installationId, repositoryId }: Event): Promise<Delivery | null> {
    const body = JSON.stringify(payload);
    if (Buffer.byteLength(body) > LONGEST_PAYLOAD) return Promise.resolve(null);
    const action = typeof payload["action"] === "string" ? payload["action"] : null;
    return this.attempt({ guid: randomUUID(), event, action, installationId, repositoryId, body, redelivery: false });
  }

  /** Sends a delivery's event again, under the same GUID and with the very same bytes. */
  redeliver(id: number): Promise<Delivery> {
    const delivery = this.deliveries.find((one) => one.id === id);
    if (delivery === undefined) return Promise.reject(new Error(`no delivery ${id}`));
    return this.attempt({ ...delivery, body: delivery.request.body, redelivery: true });
  }

  /** Resolves when no delivery is under way. */
  async settled(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.settled();
  }

  private attempt(of: Pick<Delivery, "guid" | "event" | "action" | "installationId" | "repositoryId" | "redelivery"> & { body: string }): Promise<Delivery> {
    const delivery: Delivery = {
      id: this.nextId++,
      guid: of.guid,
      event: of.event,
      action: of.action,
      deliveredAt: Date.now(),
      redelivery: of.redelivery,
      duration: 0,
      status: "pending",
      statusCode: 0,
      installationId: of.installationId,
      repositoryId: of.repositoryId,
      url: this.app.webhookUrl,
      request: { headers: this.headers(of.event, of.guid, of.body), body: of.body },
      response: { headers: {}, body: "" },
    };
    this.deliveries.push(delivery);
    if (this.deliveries.length > KEPT) this.deliveries.shift();
    const attempt = this.post(delivery).finally(() => this.underWay.delete(attempt));
    this.underWay.add(attempt);
    return attempt;
  }

  private headers(event: string, guid: string, body: string): Record<string, string> {
    const sign = (algorithm: string) => createHmac(algorithm, this.app.webhookSecret).update(body).digest("hex");
    return {
      Accept: "*/*",
      "Content-Type": "application/json",
      "User-Agent": "GitHub-Hookshot/044aadd",
      "X-GitHub-Delivery": guid,
      "X-GitHub-Event": event,
      "X-GitHub-Hook-ID": String(this.hookId),
      "X-GitHub-Hook-Installation-Target-ID": String(this.app.id),
      "X-GitHub-Hook-Installation-Target-Type": "integration",
      "X-Hub-Signature": `sha1=${sign("sha1")}`,
      "X-Hub-Signature-256": `sha256=${sign("sha256")}`,
    };
  }

  private post(delivery: Delivery): Promise<Delivery> {
    const send = delivery.url.startsWith("https:") ? httpsRequest : httpRequest;
    const start = performance.now();
    return new Promise((resolve) => {
      const end = (status: string, statusCode: number) => {
        clearTimeout(timer);
        if (delivery.status !== "pending") return;
        delivery.status = status;
        delivery.statusCode = statusCode;
        delivery.duration = Math.round((performance.now() - start) / 10) / 100;
        resolve(delivery);
      };
      const headers = { ...delivery.request.headers, "Content-Length": String(Buffer.byteLength(delivery.request.body)) };
      const request = send(delivery.url, { method: "POST", headers, agent: false, signal: this.closing.signal }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", () => end("failed to read the response", 0));
        response.on("end", () => {
          for (const [name, value] of Object.entries(response.headers)) delivery.response.headers[name] = String(value);
          delivery.response.body = Buffer.concat(chunks).toString("utf8");
          const code = response.statusCode ?? 0;
          end(code >= 200 && code < 300 ? "OK" : `Invalid HTTP Response: ${code}`, code);
        });
      });
      const timer = setTimeout(() => {
        end("timed out", 0);
        request.destroy();
      }, TIMEOUT_MS);
      request.on("error", () => end("failed to connect to host", 0));
      request.end(delivery.request.body);
    });
  }
}
