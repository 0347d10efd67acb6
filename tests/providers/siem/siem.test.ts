// Proves that the simulated receiver accepts what is signed and in order, and nothing else.
import { afterAll, beforeAll, expect, test } from "vitest";
import { Webhook } from "standardwebhooks";
import { startSiem, type SiemSimulator } from "./index.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
let siem: SiemSimulator;
let organizations = 0;

beforeAll(async () => {
  siem = await startSiem();
});
afterAll(() => siem.close());

function newOrganization(): string {
  const id = `org_${(organizations += 1)}`;
  siem.trust(id, SECRET);
  return id;
}

const event = (sequence: number, id = `aud_${sequence}`) => ({ id, sequence, hash: `k1:${sequence}`, action: "estate.create", createdAt: "2026-01-01T00:00:00Z" });
const message = (organizationId: string, events?: object[], type = events === undefined ? "audit.test" : "audit.events") => JSON.stringify({ type, timestamp: new Date().toISOString(), data: { organizationId, ...(events === undefined ? {} : { events }) } });

interface Sending {
  id?: string;
  secret?: string;
  at?: Date;
  headers?: Record<string, string>;
  method?: string;
}

async function send(body: string, { id = `msg_${Math.random()}`, secret = SECRET, at = new Date(), headers = {}, method = "POST" }: Sending = {}): Promise<number> {
  const signature = new Webhook(secret).sign(id, at, body);
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const all = { "content-type": "application/json", "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature, ...headers };
  return (await fetch(siem.url, { method, headers: all, ...(method === "GET" ? {} : { body }) })).status;
}

test("signed events are taken in order, and a repeated message is taken once", async () => {
  const organization = newOrganization();
  const first = message(organization, [event(1), event(2)]);
  expect(await send(first, { id: "msg_1" })).toBe(204);
  expect(await send(first, { id: "msg_1" })).toBe(204);
  expect(await send(message(organization, [event(3)]))).toBe(204);
  expect(siem.eventsOf(organization).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  expect(await send(message(organization))).toBe(204);
  expect(siem.tests).toContain(organization);
});

test("a wrong, a missing and an old signature are refused", async () => {
  const organization = newOrganization();
  const body = message(organization, [event(1)]);
  expect(await send(body, { secret: "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" })).toBe(401);
  expect(await send(body, { headers: { "webhook-signature": "v1,AAAA" } })).toBe(401);
  expect(await send(body, { headers: { "webhook-signature": "" } })).toBe(400);
  expect(await send(body, { headers: { "webhook-id": "another" } })).toBe(401);
  expect(await send(body, { at: new Date(Date.now() - 3_600_000) })).toBe(401);
  expect(await send(message("org_unknown", [event(1)]))).toBe(401);
  expect(siem.eventsOf(organization)).toEqual([]);
});

test("gaps, changed order, another content and unknown shapes are refused", async () => {
  const organization = newOrganization();
  expect(await send(message(organization, [event(1)]), { id: "msg_a" })).toBe(204);
  expect(await send(message(organization, [event(3)]))).toBe(409);
  expect(await send(message(organization, [event(3), event(2)]))).toBe(400);
  expect(await send(message(organization, [event(2)]), { id: "msg_a" })).toBe(409);
  expect(await send(message(organization, []))).toBe(400);
  expect(await send(message(organization, [event(2, "other_2")]))).toBe(400);
  expect(await send(message(organization, [event(2)], "audit.other"))).toBe(400);
  expect(await send(JSON.stringify({ surprise: 1 }))).toBe(400);
  expect(await send("no JSON")).toBe(400);
  expect(await send(message(organization, [event(2)]), { headers: { "content-type": "text/plain" } })).toBe(415);
  expect(await send("", { method: "GET" })).toBe(405);
  expect(siem.eventsOf(organization)).toHaveLength(1);
});

test("ordered failures come before or after a delivery is stored", async () => {
  const organization = newOrganization();
  siem.fail(organization, 500, 1);
  siem.fail(organization, 503, 1, "after");
  const body = message(organization, [event(1)]);
  expect(await send(body, { id: "msg_f" })).toBe(500);
  expect(siem.eventsOf(organization)).toHaveLength(0);
  expect(await send(body, { id: "msg_f" })).toBe(503);
  expect(await send(body, { id: "msg_f" })).toBe(204);
  expect(siem.eventsOf(organization)).toHaveLength(1);
});
