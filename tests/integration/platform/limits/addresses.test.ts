// Proves that calls without a valid credential and webhooks are limited by the address that they come from, that an IPv6 network is one
// address, and that neither sessions nor other addresses are affected.
import { expect } from "vitest";
import { Client, type ErrorBody } from "../../support/client.ts";
import { deliver } from "../../support/deliveries.ts";
import { PASSWORD } from "../../support/people.ts";
import { integration } from "../../support/test.ts";
import { logged } from "../../support/worker_log.ts";

const LIMIT = 40;
const test = integration({ withoutRunner: true, bindings: { ANONYMOUS_LIMIT_PER_MINUTE: String(LIMIT) } });

/** The statuses of `count` concurrent calls from an address, or from one each. */
const statuses = async (url: string, count: number, path: string, from: (index: number) => string, more: Record<string, string> = {}) =>
  (await Promise.all(Array.from({ length: count }, (_, index) => new Client(url).call("GET", path, { headers: { "cf-connecting-ip": from(index), ...more } })))).map(({ status }) => status);
const count = (found: number[], status: number) => found.filter((other) => other === status).length;

test("an address has a budget for all that needs no credential, and another address its own", async ({ stack, owner }) => {
  const address = "203.0.113.10";
  const found = [
    ...(await statuses(stack.url, LIMIT, "/api/auth/providers", () => address)),
    ...(await statuses(stack.url, LIMIT, "/api/auth/me", () => address)),
  ];
  expect([count(found, 200) + count(found, 401), count(found, 429)]).toEqual([LIMIT, LIMIT]);
  for (const path of ["/api/health", "/api/health?deep=true", "/.well-known/oauth-authorization-server", `/api/organizations/${owner.organizationId}`]) {
    const { status, headers, body } = await new Client(stack.url).call("GET", path, { headers: { "cf-connecting-ip": address } });
    expect([status, (body as ErrorBody).error.code], path).toEqual([429, "RATE_LIMITED"]);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  }
  expect(await statuses(stack.url, 3, "/api/auth/providers", () => "203.0.113.11")).toEqual([200, 200, 200]);
  // a signed-in user is counted by the session, at any address
  expect(await statuses(stack.url, LIMIT + 5, `/api/organizations/${owner.organizationId}`, () => address, { cookie: owner.client.cookie })).not.toContain(429);
  const signIn = { email: owner.email, password: PASSWORD };
  expect(await new Client(stack.url).refused("POST", "/api/auth/signin", { body: signIn, headers: { "cf-connecting-ip": address } })).toMatchObject({ status: 429 });
});

test("an invalid credential does not evade the budget", async ({ stack, owner }) => {
  const path = `/api/organizations/${owner.organizationId}`;
  for (const [address, credential] of [["203.0.113.20", { cookie: `steward_session=${"A".repeat(43)}` }], ["203.0.113.21", { authorization: "Bearer steward_x" }], ["203.0.113.22", { authorization: "Basic x" }]] as const) {
    const found = await statuses(stack.url, LIMIT + 10, path, () => address, credential);
    expect([count(found, 401), count(found, 429)], address).toEqual([LIMIT, 10]);
  }
});

test("the addresses of an IPv6 network have one budget", async ({ stack }) => {
  const inOne = await statuses(stack.url, LIMIT + 10, "/api/auth/providers", (index) => `2001:db8:7:7::${(index + 1).toString(16)}`);
  expect([count(inOne, 200), count(inOne, 429)]).toEqual([LIMIT, 10]);
  const inMany = await statuses(stack.url, LIMIT + 10, "/api/auth/providers", (index) => `2001:db8:8:${index.toString(16)}::1`);
  expect(count(inMany, 429)).toBe(0);
});

test("webhooks have a budget of their own by address, before their body is read", async ({ stack }) => {
  const from = (address: string, signature?: string) => deliver(stack, "ping", { zen: "Design for failure." }, { headers: { "cf-connecting-ip": address }, ...(signature === undefined ? {} : { signature }) });
  await statuses(stack.url, LIMIT + 1, "/api/auth/providers", () => "203.0.113.30");
  expect((await from("203.0.113.30")).status).toBe(202);
  const forged = `sha256=${"0".repeat(64)}`;
  const found: number[] = [];
  for (let round = 0; round < 11; round += 1) found.push(...(await Promise.all(Array.from({ length: LIMIT }, () => from("203.0.113.31", forged)))).map(({ status }) => status));
  expect([count(found, 401), count(found, 429)]).toEqual([10 * LIMIT, LIMIT]);
  expect((await from("203.0.113.31")).status).toBe(429);
  expect((await from("203.0.113.32")).status).toBe(202);
});

test("the health of all parts is probed once in a while, however often anybody asks", async ({ stack }) => {
  const path = "/api/health?deep=true";
  const first = await new Client(stack.url).call("GET", path);
  expect(first.body).toMatchObject({ status: "degraded", bindings: { runner: "error" } }); // there is no runner
  const many = await Promise.all(Array.from({ length: 20 }, () => new Client(stack.url).call("GET", path)));
  expect(many.map(({ status, text }) => [status, text])).toEqual(many.map(() => [first.status, first.text]));
  const lines = await Promise.all(many.map((answer) => logged(stack, answer)));
  expect(lines.map(({ d1_statements }) => d1_statements)).toEqual(many.map(() => 0));
});
