// Proves that a failing delivery is tried a bounded number of times, kept with its reason and requeued by administrators,
// and that an undecodable message is kept and affects no other.
import type { Queue } from "@cloudflare/workers-types";
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { build, configuration, connect, ended, pushOne } from "../../support/builds.ts";
import { newId } from "../../support/ids.ts";
import { grantAdmin, signUp, type Person } from "../../support/people.ts";
import { deliveryWith, LEASE_MS, retriedUntilEnd } from "../../support/outbox.ts";
import { until } from "../../support/poll.ts";
import { integration } from "../../support/test.ts";

const test = integration({});

const ATTEMPTS = 5;

interface Delivery {
  eventId: string;
  eventName: string;
  consumer: string;
  status: string;
  attempts: number;
  lastError: string | null;
  organizationId: string | null;
}

async function administrator(stack: Stack): Promise<Person> {
  const person = await signUp(stack);
  await grantAdmin(stack, person);
  return person;
}

const shown = async ({ client }: Person, status: string, eventId: string) =>
  (await client.ok<{ items: Delivery[] }>("GET", `/api/admin/deliveries?status=${status}&limit=100`)).items.filter((delivery) => delivery.eventId === eventId);

/** A recent event, whose deliveries are due. */
async function record({ db }: Stack, owner: Person, eventId: string, consumers: string[], payload: object = {}): Promise<void> {
  await db.batch([
    db.prepare("INSERT INTO outbox_event (id, name, organization_id, estate_id, payload, created_at) VALUES (?1, 'estate:created', ?2, ?3, ?4, ?5)").bind(eventId, owner.organizationId, owner.estateId, JSON.stringify(payload), Date.now()),
    ...consumers.map((consumer) => db.prepare("INSERT INTO outbox_delivery (event_id, consumer, due_at, created_at, updated_at) VALUES (?1, ?2, 1, ?3, ?3)").bind(eventId, consumer, Date.now())),
  ]);
}

test("a delivery without a consumer is dead immediately, with its reason, and the event's other deliveries are done", async ({ stack, owner }) => {
  const admin = await administrator(stack);
  const eventId = newId("obx");
  await record(stack, owner, eventId, ["nobody", "broadcast"], { estateId: owner.estateId });
  await stack.scheduled();
  const [dead] = await until("the delivery to be dead", async () => {
    const found = await shown(admin, "dead", eventId);
    return found.length > 0 && found;
  });
  expect(dead).toMatchObject({ eventName: "estate:created", consumer: "nobody", status: "dead", attempts: 1, lastError: "there is no consumer of this name", organizationId: owner.organizationId });
  await until("the other delivery to be done", async () => (await shown(admin, "done", eventId)).length === 1);

  const path = `/api/admin/deliveries/${eventId}`;
  await admin.client.ok("POST", `${path}/nobody/requeue`, undefined, 202);
  await until("it to be dead again", async () => (await shown(admin, "dead", eventId))[0]?.attempts === 1);
  expect(await admin.client.refused("POST", `${path}/broadcast/requeue`)).toEqual({ status: 409, code: "CONFLICT" });
  const audit = await stack.db.prepare("SELECT action, detail FROM audit_log WHERE resource_id = ?1").bind(eventId).all();
  expect(audit.results).toEqual([{ action: "admin.requeueDelivery", detail: '{"after":{"consumer":"nobody","status":"pending"},"before":{"consumer":"nobody","status":"dead"}}' }]);
});

test("an unknown delivery cannot be requeued", async ({ stack }) => {
  const admin = await administrator(stack);
  for (const [eventId, consumer] of [["obx_01k9zqt3m8e7tbm3hz0c3x6w5r", "broadcast"], ["1", "broadcast"], ["%ff", "broadcast"], ["obx_01k9zqt3m8e7tbm3hz0c3x6w5r", "%ff"], ["obx_01k9zqt3m8e7tbm3hz0c3x6w5r", "a%2Fb"]]) {
    expect(await admin.client.refused("POST", `/api/admin/deliveries/${eventId}/${consumer}/requeue`), `${eventId} ${consumer}`).toEqual({ status: 404, code: "NOT_FOUND" });
  }
});

test("a failing delivery is tried five times with growing delays, and runs when it is requeued", async ({ stack, owner }) => {
  const admin = await administrator(stack);
  const { build: first, fullName } = await connect(stack, owner, configuration({ version: 1 }));
  await ended(owner, first.id);
  const recover = stack.github.fail({ path: /access_tokens$/, status: 500, times: Number.POSITIVE_INFINITY });
  const buildId = await pushOne(stack, fullName, configuration({ version: 2 }));
  const { db } = stack;
  const eventId = await db.prepare("SELECT id FROM outbox_event WHERE name = 'estate:build:created' AND json_extract(payload, '$.buildId') = ?1").bind(buildId).first<string>("id");
  if (eventId === null) throw new Error("the push left no event");

  const { failed, end: dead } = await retriedUntilEnd(stack, eventId, "startBuild");
  expect(failed.length).toBeGreaterThan(0);
  for (const { attempts, due_at, updated_at, last_error } of failed) {
    expect(last_error).toContain("github did not respond as expected");
    // the lease, and then 1, 2, 4 and 8 seconds with a tenth of jitter, rounded up
    const [wait, base] = [(due_at - updated_at - LEASE_MS) / 1_000, 2 ** (attempts - 1)];
    expect(wait).toBeGreaterThanOrEqual(0.9 * base);
    expect(wait).toBeLessThanOrEqual(Math.ceil(1.1 * base));
  }
  expect(dead).toMatchObject({ status: "dead", attempts: ATTEMPTS });
  expect((await build(owner, buildId)).status).toBe("queued");
  expect((await shown(admin, "dead", dead.event_id))[0]).toMatchObject({ consumer: "startBuild", attempts: ATTEMPTS, lastError: expect.stringContaining("github") });
  expect(await owner.client.refused("GET", "/api/admin/deliveries")).toEqual({ status: 403, code: "PERMISSION_DENIED" });

  recover();
  await admin.client.ok("POST", `/api/admin/deliveries/${dead.event_id}/startBuild/requeue`, undefined, 202);
  expect((await ended(owner, buildId)).status).toBe("complete");
  expect((await deliveryWith(stack, eventId, "startBuild", "done")).last_error).toBe(null);
});

test("undecodable messages are kept, and the others of their batch are delivered", async ({ stack, owner }) => {
  const admin = await administrator(stack);
  const eventId = newId("obx");
  await record(stack, owner, eventId, ["broadcast"], { estateId: owner.estateId });
  const queue = (await stack.miniflare.getQueueProducer("EVENTS")) as unknown as Queue<unknown>;
  const strange = [{ kind: "unheard of" }, "text", null, { kind: "delivery", eventId: "1", consumer: "broadcast" }, { kind: "delivery", eventId, consumer: "broadcast", surprise: true }, { long: "x".repeat(5_000) }];
  await queue.sendBatch([...strange.slice(0, 3), { kind: "delivery", eventId, consumer: "broadcast" }, ...strange.slice(3)].map((body) => ({ body })));
  const kept = await until("the messages to be kept", async () => {
    const { results } = await stack.db.prepare("SELECT queue, body, error FROM undecodable_message ORDER BY id").all<{ queue: string; body: string; error: string }>();
    return results.length >= strange.length && results;
  });
  expect(kept.map(({ body }) => body).sort()).toEqual(strange.map((body) => JSON.stringify(body).slice(0, 2_000)).sort());
  expect(kept.every(({ queue: name, error }) => name === "steward-events" && error !== "")).toBe(true);
  await until("the readable message to be worked off", async () => (await shown(admin, "done", eventId)).length === 1);
});

test("the dead-letter queue marks its deliveries and keeps undecodable messages", async ({ stack, owner }) => {
  const admin = await administrator(stack);
  const eventId = newId("obx");
  await record(stack, owner, eventId, ["broadcast"], {});
  await stack.db.prepare("UPDATE outbox_delivery SET due_at = ?2, last_error = 'what was written before' WHERE event_id = ?1").bind(eventId, Date.now() + 60_000).run();
  const queue = (await stack.miniflare.getQueueProducer("DEAD_LETTERS")) as unknown as Queue<unknown>;
  await queue.sendBatch([{ kind: "delivery", eventId, consumer: "broadcast" }, { kind: "build_manager", estateId: owner.estateId }, "neither"].map((body) => ({ body })));
  const [dead] = await until("the delivery to be marked", async () => {
    const found = await shown(admin, "dead", eventId);
    return found.length > 0 && found;
  });
  expect(dead?.lastError).toBe("what was written before");
  const kept = await until("the other to be kept", () => stack.db.prepare("SELECT body FROM undecodable_message WHERE queue = 'steward-dead-letters'").first<string>("body"));
  expect(kept).toBe('"neither"');
});
