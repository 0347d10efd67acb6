// Proves that API calls are served uncounted while a limiter fails, and that sign-ins are refused then.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { Client } from "../../support/client.ts";
import { breakLimiter, signInAccount } from "../../support/limiter.ts";
import { PASSWORD } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { integration } from "../../support/test.ts";

const directory = await mkdtemp(join(tmpdir(), "steward-broken-"));
afterAll(() => rm(directory, { recursive: true, force: true }));

const test = integration({ withoutRunner: true, directory, bindings: { API_LIMIT_PER_MINUTE: "600" } });

test("API calls are served while their limiter fails, and the failure is logged", async ({ stack, owner }) => {
  const path = `/api/organizations/${owner.organizationId}/members`;
  const counted = await owner.client.call("GET", path);
  expect([counted.status, counted.headers.get("ratelimit-limit")]).toEqual([200, "600"]);
  await breakLimiter(stack, directory, `api:${owner.sessionId}`);
  for (let made = 0; made < 3; made += 1) {
    const { status, headers } = await owner.client.call("GET", path);
    expect([status, headers.get("ratelimit-limit")]).toEqual([200, null]);
  }
  await until("a line in the log", () => stack.lines.find((line) => line.includes("count API call failed")));
});

test("sign-in fails while its limiter fails", async ({ stack, owner }) => {
  const address = "198.51.100.7";
  const signIn = (email: string) => new Client(stack.url).call("POST", "/api/auth/signin", { body: { email, password: PASSWORD }, headers: { "cf-connecting-ip": address } });
  expect((await signIn(owner.email)).status).toBe(200);
  await breakLimiter(stack, directory, signInAccount(owner.email, address));
  expect((await signIn(owner.email)).status).toBe(500);
  expect((await signIn("somebody.else@steward.localhost")).status).toBe(401);
});
