// Proves that a client that disconnects again and again gets every message once and in order, and that one that was away too long is
// asked to refetch.
import { randomBytes } from "node:crypto";
import type { DurableObjectNamespace } from "@cloudflare/workers-types";
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import type { Person } from "../../support/people.ts";
import { inParallel } from "../../support/parallel.ts";
import { until } from "../../support/poll.ts";
import { randomNumbers } from "../../support/random.ts";
import { Socket, type Frame } from "../../support/socket.ts";
import { test } from "../../support/test.ts";

const MESSAGES = 1_000;
/** Creating an estate sends a message about the estate and one about the organization. */
const MESSAGES_PER_ESTATE = 2;
/** Messages that are published through the object after each estate, as that is faster than through the API. */
const NOTIFICATIONS_PER_ESTATE = 8;
const ESTATES = MESSAGES / (MESSAGES_PER_ESTATE + NOTIFICATIONS_PER_ESTATE);
const CLIENTS = 4;
/** Messages that are kept, see docs/realtime.md. */
const RING = 4_096;

/** A browser with a bad connection, which breaks after some messages: it keeps them, and resumes after the last one. */
class Wanderer {
  readonly got: Frame[] = [];
  refetches = 0;
  private readonly person: Person;
  private readonly random: () => number;
  private last: number;

  constructor(person: Person, last: number, random: () => number) {
    this.person = person;
    this.last = last;
    this.random = random;
  }

  async follow(end: number): Promise<void> {
    while (this.last < end) {
      const socket = await Socket.open(this.person, this.last);
      const enough = 1 + Math.floor(this.random() * 60);
      await until("some messages", () => socket.messages.length >= enough || (socket.messages.at(-1)?.seq ?? 0) >= end, 60_000);
      socket.cut();
      const got = socket.messages.slice(0, enough);
      this.got.push(...got);
      this.refetches += socket.frames.filter(({ type }) => type === "refetch").length;
      this.last = got.at(-1)?.seq ?? this.last;
    }
  }
}

test("with 1,000 messages and random disconnects every client gets each message once, in order", async ({ stack, owner }) => {
  const steady = await Socket.open(owner);
  const begin = steady.latest;
  const wanderers = Array.from({ length: CLIENTS }, (_, index) => new Wanderer(owner, begin, randomNumbers(index + 1)));
  const following = wanderers.map((wanderer) => wanderer.follow(begin + MESSAGES));
  await inParallel(Array.from({ length: ESTATES }, (_, index) => `Estate ${index}`), async (name) => {
    await owner.client.ok("POST", `/api/organizations/${owner.organizationId}/estates`, { name }, 201);
    await publish(stack, owner, NOTIFICATIONS_PER_ESTATE);
  });
  await until("the last message", () => steady.messages.length >= MESSAGES);
  await Promise.all(following);

  const numbers = Array.from({ length: MESSAGES }, (_, index) => begin + 1 + index);
  expect(steady.messages.map(({ seq }) => seq)).toEqual(numbers);
  expect(new Set(steady.messages.filter(({ resource }) => resource === "estate").map(({ id }) => id)).size).toBe(ESTATES);
  for (const { got, refetches } of wanderers) {
    expect(got).toEqual(steady.messages);
    expect(refetches).toBe(0);
  }
  steady.cut();
}, 120_000);

/** Publishes through the organization's own object, as the Worker does, but many at a time. */
async function publish({ miniflare }: Stack, { organizationId }: Person, count: number): Promise<number> {
  const namespace = (await miniflare.getDurableObjectNamespace("ORGANIZATION_WEBSOCKET")) as unknown as DurableObjectNamespace;
  const object = namespace.get(namespace.idFromName(organizationId));
  const batch = randomBytes(6).toString("hex");
  let latest = 0;
  for (let sent = 0; sent < count; sent += 500) {
    const messages = Array.from({ length: Math.min(500, count - sent) }, (_, index) => ({
      eventId: `${batch}-${sent + index}`,
      index: 0,
      frame: { type: "notification", level: "info", message: `${sent + index}` },
      audience: null,
    }));
    const answer = await object.fetch("https://object/publish", { method: "POST", headers: { "x-steward-object-name": organizationId }, body: JSON.stringify({ messages }) });
    expect(answer.status).toBe(200);
    ({ latest } = (await answer.json()) as { latest: number });
  }
  return latest;
}

test("a client that missed as many messages as are kept gets them all, one that missed more refetches", async ({ stack, owner }) => {
  const socket = await Socket.open(owner);
  const begin = socket.latest;
  socket.cut();
  const latest = await publish(stack, owner, RING + 10);
  expect(latest).toBe(begin + RING + 10);

  const kept = await Socket.open(owner, latest - RING);
  await until("all that is kept", () => kept.messages.length === RING);
  expect(kept.messages[0]?.seq).toBe(latest - RING + 1);
  expect(kept.frames.some(({ type }) => type === "refetch")).toBe(false);
  kept.cut();

  for (const since of [latest - RING - 1, begin, 0, latest + 1]) {
    const late = await Socket.open(owner, since);
    await until("what follows the greeting", () => late.frames.length > 1);
    expect(late.frames.slice(0, 2)).toEqual([{ type: "connected", userId: owner.userId, latest }, { type: "refetch", latest }]);
    late.cut();
  }
  const current = await Socket.open(owner, latest);
  await owner.client.ok("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "One more" }, 201);
  await until("the new estate", () => current.has("estate"));
  expect(current.messages[0]?.seq).toBe(latest + 1);
  current.cut();
});

test("a new client receives the messages since it fetched its data, and need not refetch", async ({ owner }) => {
  const create = (name: string) => owner.client.ok<{ id: string }>("POST", `/api/organizations/${owner.organizationId}/estates`, { name }, 201);
  const { id } = await create("Before the socket");
  const greeted = await Socket.open(owner, { age: 60_000 });
  await until("the estate that was created before", () => greeted.has("estate", id));
  expect(greeted.frames[0]).toMatchObject({ type: "connected", after: 0 });
  expect(greeted.frames.some(({ type }) => type === "refetch")).toBe(false);

  const later = await create("After it");
  await until("the estate that was created afterwards", () => greeted.has("estate", later.id));
  expect(greeted.messages.map(({ seq }) => seq)).toEqual(greeted.messages.map((_, index) => index + 1));
  greeted.cut();
});
