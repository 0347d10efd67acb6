// Proves the RateLimiter object alone: the window slides, concurrent calls do not pass the limit, permits can be given back, and an
// idle object deletes its storage.
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { until } from "../../support/poll.ts";
import { integration } from "../../support/test.ts";

const directory = await mkdtemp(join(tmpdir(), "steward-limiter-"));
afterAll(() => rm(directory, { recursive: true, force: true }));

const test = integration({ withoutRunner: true, directory });

interface Decision {
  allowed: boolean;
  limit: number;
  remaining: number;
  resetMs: number;
  retryAfterMs: number;
}

const MINUTE = { max: 5, windowMs: 60_000 };

/** A limiter that no other test uses. */
async function limiter({ miniflare }: Stack) {
  const namespace = await miniflare.getDurableObjectNamespace("RATE_LIMITER");
  const name = `test:${randomBytes(8).toString("hex")}`;
  const id = namespace.idFromName(name);
  const send = async (command: string, message: unknown) => {
    const headers = { "x-steward-object-name": name };
    const answer = await namespace.get(id).fetch(`https://object/${command}`, { method: "POST", headers, body: JSON.stringify(message) });
    return { status: answer.status, body: await answer.json() };
  };
  const ok = async <Body>(command: string, message: unknown) => {
    const { status, body } = await send(command, message);
    expect([status, body]).toEqual([200, body]);
    return body as Body;
  };
  return {
    id: id.toString(),
    send,
    take: (limit: { max: number; windowMs: number }, attempt = randomBytes(8).toString("hex"), count = 1) => ok<Decision>("take", { limit, attempt, count }),
    refund: (attempt: string) => ok("refund", { attempt }),
    reset: () => ok("reset", null),
    lease: (message: object) => ok<{ granted: number; decision: Decision }>("lease", { limit: MINUTE, settled: null, ...message }),
  };
}

test("of fifty concurrent calls five pass", async ({ stack }) => {
  const { take } = await limiter(stack);
  const decisions = await Promise.all(Array.from({ length: 50 }, () => take(MINUTE)));
  expect(decisions.filter(({ allowed }) => allowed).length).toBe(5);
  expect((await take(MINUTE)).allowed).toBe(false);
});

test("a refused call passes after retryAfterMs, and not before", async ({ stack }) => {
  const { take } = await limiter(stack);
  const limit = { max: 2, windowMs: 1_500 };
  expect((await take(limit)).remaining).toBe(1);
  expect((await take(limit)).remaining).toBe(0);
  const refused = await take(limit);
  const refusedAt = Date.now();
  expect([refused.allowed, refused.retryAfterMs > 0, refused.retryAfterMs <= 1_500]).toEqual([false, true, true]);
  await until("a free place in the window", async () => (await take(limit)).allowed);
  // both sides read the clock of the same machine, in milliseconds
  expect(Date.now() - refusedAt).toBeGreaterThanOrEqual(refused.retryAfterMs - 2);
});

test("a repeated attempt counts once and can be given back", async ({ stack }) => {
  const { take, refund, reset } = await limiter(stack);
  expect((await take(MINUTE, "mine")).remaining).toBe(4);
  expect((await take(MINUTE, "mine")).remaining).toBe(4);
  expect((await take(MINUTE, "theirs")).remaining).toBe(3);
  await refund("mine");
  await refund("mine");
  expect((await take(MINUTE, "third")).remaining).toBe(3);
  await reset();
  expect((await take(MINUTE, "fourth")).remaining).toBe(4);
});

test("leased permits are not available to others until they are settled", async ({ stack }) => {
  const { take, lease } = await limiter(stack);
  expect(await lease({ count: 4, lifeMs: 10_000, attempt: "first" })).toMatchObject({ granted: 4, decision: { remaining: 1 } });
  expect(await lease({ count: 4, lifeMs: 10_000, attempt: "first" })).toMatchObject({ granted: 4, decision: { remaining: 1 } });
  expect((await take(MINUTE)).remaining).toBe(0);
  expect(await lease({ count: 4, lifeMs: 10_000, attempt: "second" })).toMatchObject({ granted: 0, decision: { allowed: false } });
  const settled = { attempt: "first", used: 1 };
  expect(await lease({ count: 4, lifeMs: 10_000, attempt: "third", settled })).toMatchObject({ granted: 3, decision: { remaining: 0 } });
});

test("messages out of bounds are refused", async ({ stack }) => {
  const { send } = await limiter(stack);
  const take = { limit: MINUTE, attempt: "one", count: 1 };
  for (const message of [
    { ...take, count: 0 },
    { ...take, count: 6 },
    { ...take, limit: { max: 5, windowMs: 0 } },
    { ...take, limit: { max: 0, windowMs: 60_000 } },
    { ...take, limit: { max: 5, windowMs: 86_400_001 } },
    {},
  ]) {
    expect(await send("take", message)).toMatchObject({ status: 400, body: { code: "BAD_MESSAGE" } });
  }
  const lease = { ...take, lifeMs: 60_001, settled: null };
  expect(await send("lease", lease)).toMatchObject({ status: 400, body: { code: "BAD_MESSAGE" } });
  expect(await send("sweep", {})).toMatchObject({ status: 404, body: { code: "UNKNOWN_COMMAND" } });
});

test("an object without hits deletes its storage", async ({ stack }) => {
  const { id, take } = await limiter(stack);
  const folder = join(directory, "worker", "objects", "steward-RateLimiter");
  const holdsTables = async () => {
    const files = (await readdir(folder)).filter((file) => file.startsWith(id));
    const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "latin1").catch(() => "")));
    return texts.some((text) => text.includes("CREATE TABLE log"));
  };
  const limit = { max: 2, windowMs: 1_000 };
  await take(limit);
  await until("the tables on disk", holdsTables);
  await until("an empty object", async () => !(await holdsTables()));
  expect((await take(limit)).remaining).toBe(1);
});
