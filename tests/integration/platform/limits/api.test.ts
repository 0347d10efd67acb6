// Proves that API calls of a session are limited in a sliding minute: responses report the limit, concurrent calls do not pass it,
// sessions are independent, and neither a restart nor a kill of workerd resets it.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import type { Answer, ErrorBody } from "../../support/client.ts";
import { letPass } from "../../support/limiter.ts";
import { signInAgain, type Person } from "../../support/people.ts";
import { integration } from "../../support/test.ts";

const LIMIT = 30;

const directory = await mkdtemp(join(tmpdir(), "steward-limits-"));
afterAll(() => rm(directory, { recursive: true, force: true }));

const test = integration({ withoutRunner: true, directory, bindings: { API_LIMIT_PER_MINUTE: String(LIMIT) } });

const call = ({ client, organizationId }: Person) => client.call("GET", `/api/organizations/${organizationId}/members`);
const calls = (person: Person, count: number) => Promise.all(Array.from({ length: count }, () => call(person)));
const passed = (answers: Answer[]) => answers.filter(({ status }) => status === 200).length;
const number = ({ headers }: Answer, name: string) => {
  const text = headers.get(name);
  return text === null ? null : Number(text);
};

test("each response reports the limit", async ({ owner }) => {
  const first = await call(owner);
  const left = number(first, "ratelimit-remaining") ?? 0;
  expect(number(first, "ratelimit-limit")).toBe(LIMIT);
  expect(left).toBeGreaterThan(20);
  expect(number(first, "ratelimit-reset")).toBeGreaterThan(0);
  expect(number(first, "ratelimit-reset")).toBeLessThanOrEqual(60);
  expect(first.headers.get("retry-after")).toBeNull();

  const hidden = await owner.client.call("GET", "/api/organizations/org_01h2xcejqtf2nbrexx3vqjhp41/members");
  expect([hidden.status, number(hidden, "ratelimit-remaining")]).toEqual([404, left - 1]);

  const uncounted = await owner.client.call("GET", "/api/health");
  expect(number(uncounted, "ratelimit-limit")).toBeNull();
});

test("concurrent calls do not pass the limit, and another session is not affected", async ({ stack, owner }) => {
  const before = number(await call(owner), "ratelimit-remaining") ?? 0;
  const answers = await calls(owner, 2 * LIMIT);
  expect(passed(answers)).toBe(before);

  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBe(2 * LIMIT - before);
  for (const answer of refused) {
    const { error } = answer.body as ErrorBody;
    expect(error.code).toBe("RATE_LIMITED");
    expect(error.context.retryAfter).toBe(number(answer, "retry-after"));
    expect(number(answer, "retry-after")).toBeGreaterThan(0);
    expect(number(answer, "retry-after")).toBeLessThanOrEqual(60);
    expect(number(answer, "ratelimit-remaining")).toBe(0);
  }

  const elsewhere = await signInAgain(stack, owner);
  expect((await call(elsewhere)).status).toBe(200);
  expect((await call(owner)).status).toBe(429);
});

test("a kill resets nothing, and calls that leave the window are available again", async ({ stack, owner }) => {
  const subject = `api:${owner.sessionId}`;
  const used = LIMIT - (number(await call(owner), "ratelimit-remaining") ?? 0);
  await letPass(stack, directory, subject, 40_000);
  expect(passed(await calls(owner, LIMIT))).toBe(LIMIT - used);
  await stack.killWorkerd();
  await stack.restartWorker();
  const refused = await call(owner);
  expect(refused.status).toBe(429);
  // the first calls leave the window, the others do not
  const wait = number(refused, "retry-after") ?? 0;
  expect(wait).toBeLessThanOrEqual(20);
  await letPass(stack, directory, subject, wait * 1_000);
  expect(passed(await calls(owner, LIMIT))).toBe(used);
  await letPass(stack, directory, subject, 61_000);
  expect(passed(await calls(owner, 2 * LIMIT))).toBe(LIMIT);
});
