// Proves that workerd can be killed at any moment while deliveries arrive: every delivery that was answered 2xx becomes exactly one
// build that ends, and those that were not answered can be sent again.
import { randomUUID } from "node:crypto";
import { afterAll, expect } from "vitest";
import type { Stack } from "../../stack/index.ts";
import { active, builds, configuration, connect, ended, keepSuperseded, pushOne } from "../support/builds.ts";
import { deliver, lastPush, type Taken } from "../support/deliveries.ts";
import { openGates } from "../support/gate.ts";
import { linesOf, readLog } from "../support/log.ts";
import { signUp, type Person } from "../support/people.ts";
import { until } from "../support/poll.ts";
import { integration } from "../support/test.ts";

const gates = await openGates();
afterAll(() => gates.close());
const test = integration({});

const TENANTS = 3;
const DELIVERIES_EACH = 10;
const KILLS = 4;

interface Sent {
  id: string;
  to: Person;
  payload: object;
  /** Builds that a 2xx answer named; null while none came. */
  builds: string[] | null;
}

async function send(stack: Stack, sent: Sent): Promise<void> {
  const answer = await deliver(stack, "push", sent.payload, { id: sent.id }).catch(() => null);
  if (answer !== null && answer.status < 300) sent.builds = (answer.body as Taken).builds;
}

/** Makes everything due that waits for its time, and fires the cron. */
async function passMinute(stack: Stack): Promise<void> {
  await stack.db.batch([
    stack.db.prepare("UPDATE outbox_delivery SET due_at = 1 WHERE status IN ('pending', 'retrying')"),
    stack.db.prepare("UPDATE build SET updated_at = 1 WHERE status IN ('queued', 'in_progress')"),
  ]);
  await stack.scheduled();
}

test("no delivery is lost or built twice, whenever workerd is killed", async ({ stack }) => {
  const sent: Sent[] = [];
  for (let tenant = 0; tenant < TENANTS; tenant += 1) {
    const to = await signUp(stack);
    const { build, fullName, repository } = await connect(stack, to, configuration({ version: 1 }));
    await ended(to, build.id);
    await keepSuperseded(to); // each delivery is to be built
    await ended(to, await pushOne(stack, fullName, configuration({ version: 2 })));
    const payload = lastPush(stack, repository.id);
    sent.push(...Array.from({ length: DELIVERIES_EACH }, () => ({ id: randomUUID(), to, payload, builds: null })));
  }
  const mixed = Array.from({ length: sent.length }, (_, index) => sent[(index * DELIVERIES_EACH + Math.floor(index / TENANTS)) % sent.length] as Sent);
  expect(new Set(mixed).size).toBe(sent.length);

  // a kill at each stage: while some deliveries are answered, some are stored, and builds are running
  const part = Math.ceil(mixed.length / KILLS);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const now = mixed.slice(kill * part, (kill + 1) * part);
    const half = Math.floor(now.length / 2);
    const sending = now.slice(0, half).map((one) => send(stack, one));
    await Promise.race(sending);
    sending.push(...now.slice(half).map((one) => send(stack, one)));
    await stack.killWorkerd();
    await Promise.all(sending);
    await stack.restartWorker();
  }
  const answered = sent.filter((one) => one.builds !== null);
  expect(answered.length).toBeGreaterThanOrEqual(KILLS);
  const promised = answered.flatMap((one) => one.builds ?? []);
  expect(promised.length).toBe(answered.length);

  // a delivery without an answer is sent again under its id, and is built once whether it was stored or not
  await Promise.all(sent.filter((one) => one.builds === null).map((one) => send(stack, one)));
  expect(sent.every((one) => one.builds?.length === 1)).toBe(true);

  await until("every build to end", async () => {
    await passMinute(stack);
    const open = await stack.db.prepare("SELECT count(*) AS count FROM build WHERE status IN ('queued', 'in_progress')").first<number>("count");
    return open === 0;
  }, 100_000, 500);

  const { results } = await stack.db
    .prepare("SELECT webhook_delivery_id AS delivery, count(*) AS count, min(id) AS build, min(status) AS status FROM build WHERE webhook_delivery_id IN (SELECT value FROM json_each(?1)) GROUP BY 1")
    .bind(JSON.stringify(sent.map(({ id }) => id)))
    .all<{ delivery: string; count: number; build: string; status: string }>();
  expect(results.length).toBe(sent.length);
  for (const { delivery, count, build, status } of results) {
    const one = sent.find(({ id }) => id === delivery);
    expect([count, [build], status]).toEqual([1, one?.builds, "complete"]);
  }
  for (const person of new Set(sent.map(({ to }) => to))) {
    const all = await builds(person);
    expect(all.map(({ number }) => number)).toEqual(Array.from({ length: DELIVERIES_EACH + 2 }, (_, index) => DELIVERIES_EACH + 2 - index));
    expect(await active(person)).toMatchObject({ buildNumber: DELIVERIES_EACH + 2 });
  }
  await until("every event to be delivered", async () => {
    await passMinute(stack);
    return (await stack.db.prepare("SELECT count(*) AS count FROM outbox_delivery WHERE status <> 'done'").first<number>("count")) === 0;
  }, 20_000, 500);
}, 240_000);

test("a build that runs while workerd is killed continues without a request, with every line of its log", async ({ stack, owner }) => {
  const { build, fullName } = await connect(stack, owner, gates.configuration("through-the-kill", { survived: true }));
  await gates.reached("through-the-kill");
  const waiting = await pushOne(stack, fullName, { "steward.config.mjs": null, ...configuration({ next: true }) });
  const { events } = await readLog(owner, build.id, { enough: (read) => linesOf(read).some(({ text }) => text.startsWith("waiting at")) });
  const seen = linesOf(events);
  const untold = "SELECT count(*) AS count FROM outbox_delivery WHERE status <> 'done'";
  await until("the manager to know of both builds", async () => (await stack.db.prepare(untold).first<number>("count")) === 0);
  await stack.killWorkerd();
  gates.open("through-the-kill");
  await stack.restartWorker();
  const rows = () => stack.db.prepare("SELECT status FROM build WHERE estate_id = ?1").bind(owner.estateId).all<{ status: string }>();
  await until("both builds to complete", async () => (await rows()).results.every(({ status }) => status === "complete"), 30_000);
  expect(await active(owner)).toMatchObject({ buildId: waiting, configuration: { next: true } });
  const rest = linesOf((await readLog(owner, build.id, { lastEventId: seen.length })).events);
  const all = [...seen, ...rest].map(({ number }) => number);
  expect(all).toEqual(all.map((_, index) => index + 1));
  expect(all.length).toBe((await ended(owner, build.id)).logLineCount);
});
