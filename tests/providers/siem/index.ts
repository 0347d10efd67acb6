import type { IncomingMessage, ServerResponse } from "node:http";
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { listen, readBody } from "../http_server.ts";

/** An audit event, as far as it is checked here. */
export interface StreamedEvent {
  id: string;
  sequence: number;
  hash: string;
  action: string;
  createdAt: string;
}

export interface SiemSimulator {
  /** Where deliveries are posted. */
  url: string;
  /** Host and port. */
  host: string;
  /** Verifies the deliveries of an organization with this secret. */
  trust(organizationId: string, secret: string): void;
  /** The events of an organization, each once, in the order of their arrival. */
  eventsOf(organizationId: string): readonly StreamedEvent[];
  /** The ids of the accepted messages, also of repeated and of test deliveries. */
  messageIds: readonly string[];
  /** The accepted test deliveries, by organization. */
  tests: readonly string[];
  /** Why deliveries were refused that were not to fail. */
  refusals: readonly string[];
  /** The next deliveries of an organization are answered with this status, before they are looked at; or stored, and then answered with it. */
  fail(organizationId: string, status: number, times: number, when?: "before" | "after"): void;
  /** Ends every failure that was ordered. */
  recover(): void;
  close(): Promise<void>;
}

interface Message {
  type: string;
  timestamp: string;
  data: { organizationId: string; events?: StreamedEvent[] };
}

class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const TYPES = ["audit.events", "audit.test"];
const MOST_EVENTS = 100;

/** Starts a receiver on 127.0.0.1. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export async function startSiem(): Promise<SiemSimulator> {
  const receiver = new Receiver();
  const server = await listen((request, response) => receiver.handle(request, response));
  return {
    url: `${server.url}/events`,
    host: new URL(server.url).host,
    trust: (organizationId, secret) => void receiver.secrets.set(organizationId, secret),
    eventsOf: (organizationId) => receiver.events.get(organizationId) ?? [],
    messageIds: receiver.messageIds,
    tests: receiver.tests,
    refusals: receiver.refusals,
    fail: (organizationId, status, times, when = "before") => void receiver.failures.push({ organizationId, status, times, when }),
    recover: () => void (receiver.failures.length = 0),
    close: server.close,
  };
}

class Receiver {
  readonly secrets = new Map<string, string>();
  readonly events = new Map<string, StreamedEvent[]>();
  readonly messageIds: string[] = [];
  readonly tests: string[] = [];
  readonly refusals: string[] = [];
  readonly failures: { organizationId: string; status: number; times: number; when: "before" | "after" }[] = [];
  /** What each message contained: the same id must mean the same content. */
  private readonly contents = new Map<string, string>();

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await readBody(request)).toString("utf8");
    const failure = this.failures.find(({ organizationId, times }) => times > 0 && body.includes(organizationId));
    if (failure !== undefined) failure.times -= 1;
    if (failure?.when === "before") return void response.writeHead(failure.status).end();
    try {
      this.accept(request, body);
      response.writeHead(failure?.status ?? 204).end();
    } catch (error) {
      if (!(error instanceof Refused || error instanceof WebhookVerificationError)) throw error;
      this.refusals.push(error.message);
      response.writeHead(error instanceof Refused ? error.status : 401, { "content-type": "text/plain" }).end(error.message);
    }
  }

  private accept(request: IncomingMessage, body: string): void {
    if (request.url !== "/events") throw new Refused(404, `${request.url} does not exist`);
    if (request.method !== "POST") throw new Refused(405, `${request.method} is not allowed`);
    if (request.headers["content-type"] !== "application/json") throw new Refused(415, `the media type is ${request.headers["content-type"]}`);
    const header = (name: string) => {
      const value = request.headers[name];
      if (typeof value !== "string" || value === "") throw new Refused(400, `the header ${name} is missing`);
      return value;
    };
    const headers = { "webhook-id": header("webhook-id"), "webhook-timestamp": header("webhook-timestamp"), "webhook-signature": header("webhook-signature") };
    const message = parse(body);
    const { organizationId, events } = message.data;
    const secret = this.secrets.get(organizationId);
    if (secret === undefined) throw new Refused(401, `there is no secret of ${organizationId}`);
    new Webhook(secret).verify(body, headers);
    const content = JSON.stringify(message.data);
    if ((this.contents.get(headers["webhook-id"]) ?? content) !== content) throw new Refused(409, `${headers["webhook-id"]} had another content`);
    this.contents.set(headers["webhook-id"], content);
    if (events === undefined) this.tests.push(organizationId);
    else this.store(organizationId, events);
    this.messageIds.push(headers["webhook-id"]);
  }

  /** Adds the events that are new. */
  private store(organizationId: string, events: StreamedEvent[]): void {
    const stored = this.events.get(organizationId) ?? [];
    for (const event of events) {
      const last = stored.at(-1);
      if (stored.some(({ id }) => id === event.id)) continue;
      if (last !== undefined && event.sequence !== last.sequence + 1) throw new Refused(409, `event ${event.sequence} follows ${last.sequence}`);
      stored.push(event);
    }
    this.events.set(organizationId, stored);
  }
}

function parse(body: string): Message {
  let message: Message;
  try {
    message = JSON.parse(body) as Message;
  } catch {
    throw new Refused(400, "the body is not JSON");
  }
  const keys = (value: unknown) => Object.keys((value ?? {}) as object).sort().join();
  if (keys(message) !== "data,timestamp,type") throw new Refused(400, `the body has ${keys(message)}`);
  if (!TYPES.includes(message.type)) throw new Refused(400, `the type is ${message.type}`);
  if (Number.isNaN(Date.parse(message.timestamp))) throw new Refused(400, `the timestamp is ${message.timestamp}`);
  const expected = message.type === "audit.events" ? "events,organizationId" : "organizationId";
  if (keys(message.data) !== expected) throw new Refused(400, `the data has ${keys(message.data)}`);
  const { events } = message.data;
  if (events !== undefined) {
    if (events.length === 0 || events.length > MOST_EVENTS) throw new Refused(400, `there are ${events.length} events`);
    for (const [index, event] of events.entries()) {
      if (!/^aud_/.test(event.id) || typeof event.hash !== "string" || typeof event.action !== "string") throw new Refused(400, `event ${index} is not one`);
      if (index > 0 && event.sequence !== (events[index - 1]?.sequence ?? 0) + 1) throw new Refused(400, `event ${event.sequence} is out of order`);
    }
  }
  return message;
}
