// Proves that several users can be signed in in one browser, that only the active session has rights, and that nobody acts as another user
// than the page shows.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { Client } from "../../support/client.ts";
import { fromSomewhere, grantAdmin, PASSWORD, signUp, type Me, type Person } from "../../support/people.ts";
import { test } from "../../support/test.ts";

interface Parked {
  id: string;
  userId: string;
  name: string;
  email: string;
  organizationName: string | null;
}

const me = (client: Client) => client.ok<Me>("GET", "/api/auth/me");
const parked = async (client: Client) => (await client.ok<{ items: Parked[] }>("GET", "/api/auth/sessions")).items;
const park = (client: Client) => client.call("POST", "/api/auth/sessions/park");
const activate = (client: Client, id: string) => client.call("POST", "/api/auth/sessions/activate", { body: { sessionId: id } });

/** Signs in to another account in the same browser. */
async function add(client: Client, { email }: Person): Promise<Me> {
  expect((await park(client)).status).toBe(204);
  return client.ok<Me>("POST", "/api/auth/signin", { email, password: PASSWORD }, 200);
}

async function two(stack: Stack): Promise<{ client: Client; one: Person; other: Person }> {
  const [one, other] = [await signUp(stack), await signUp(stack)];
  await add(one.client, other);
  return { client: one.client, one, other };
}

test("a second account is added, and the browser switches between them without signing in again", async ({ stack }) => {
  const { client, one, other } = await two(stack);
  expect((await me(client)).user.id).toBe(other.userId);
  const [first] = await parked(client);
  expect(first).toEqual({ id: one.sessionId, userId: one.userId, name: "Demo Owner", email: one.email, image: null, organizationName: "Demo Owner's organization" });
  expect((await client.call("GET", `/api/organizations/${one.organizationId}`)).status).toBe(404);
  expect((await activate(client, one.sessionId)).status).toBe(204);
  expect((await me(client)).session.id).toBe(one.sessionId);
  expect((await client.call("GET", `/api/organizations/${one.organizationId}`)).status).toBe(200);
  const [second] = await parked(client);
  expect(second?.userId).toBe(other.userId);
  expect((await activate(client, second?.id ?? "")).status).toBe(204);
  expect((await me(client)).user.id).toBe(other.userId);
});

test("a parked session has no rights, and is activated only by its own browser and our own pages", async ({ stack }) => {
  const { client, one } = await two(stack);
  const stolen = new Client(stack.url);
  stolen.cookie = client.cookie.split("; ").filter((pair) => pair.includes("parked")).join("; ");
  expect(stolen.cookie).not.toBe("");
  expect((await stolen.call("GET", "/api/auth/me")).status).toBe(401);
  expect((await stolen.call("GET", `/api/organizations/${one.organizationId}`)).status).toBe(401);
  const stranger = await signUp(stack);
  expect((await activate(stranger.client, one.sessionId)).status).toBe(404);
  for (const origin of ["https://evil.example", "null"]) {
    const headers = { origin };
    expect(await client.refused("POST", "/api/auth/sessions/activate", { body: { sessionId: one.sessionId }, headers })).toMatchObject({ status: 403, code: "ORIGIN_REFUSED" });
    expect(await client.refused("POST", "/api/auth/sessions/park", { headers })).toMatchObject({ status: 403, code: "ORIGIN_REFUSED" });
    expect(await client.refused("DELETE", "/api/auth/sessions", { headers })).toMatchObject({ status: 403, code: "ORIGIN_REFUSED" });
  }
});

test("a page of another account neither reads nor writes, and learns why", async ({ stack }) => {
  const { client, one, other } = await two(stack);
  const asOne = { headers: { "x-steward-user": one.userId } };
  const refusal = { status: 409, code: "ACCOUNT_SWITCHED" };
  const path = `/api/organizations/${other.organizationId}`;
  for (const [method, target, body] of [["GET", "/api/auth/me"], ["GET", path], ["GET", `${path}/members`], ["PATCH", path, { name: "Written by mistake" }], ["PATCH", "/api/user", { name: "Written by mistake" }], ["POST", "/api/auth/signout"]] as const) {
    expect(await client.refused(method, target, { ...asOne, ...(body === undefined ? {} : { body }) }), `${method} ${target}`).toMatchObject(refusal);
  }
  expect(await client.ok("GET", path)).toMatchObject({ name: "Demo Owner's organization" });
  expect((await client.call("GET", path, { headers: { "x-steward-user": other.userId } })).status).toBe(200);
});

test("a browser has five accounts, and one of them once", async ({ stack }) => {
  const people = [await signUp(stack), await signUp(stack), await signUp(stack), await signUp(stack), await signUp(stack)];
  const [first] = people;
  const client = first?.client ?? new Client(stack.url);
  for (const person of people.slice(1)) await add(client, person);
  expect((await parked(client)).length).toBe(4);
  expect((await park(client)).status).toBe(409);
  const [one] = await parked(client);
  expect((await activate(client, one?.id ?? "")).status).toBe(204);
  expect(new Set((await parked(client)).map(({ userId }) => userId)).size).toBe(4);
});

test("signing out ends one session or all of the browser", async ({ stack }) => {
  const { client, one, other } = await two(stack);
  expect((await client.call("POST", "/api/auth/signout")).status).toBe(204);
  expect((await client.call("GET", "/api/auth/me")).status).toBe(401);
  expect((await parked(client)).map(({ userId }) => userId)).toEqual([one.userId]);
  expect((await activate(client, one.sessionId)).status).toBe(204);
  await add(client, other);
  const copy = new Client(stack.url);
  copy.cookie = client.cookie;
  expect((await client.call("DELETE", "/api/auth/sessions")).status).toBe(204);
  expect(client.cookie).not.toContain("steward_session");
  for (const browser of [client, copy]) {
    expect((await browser.call("GET", "/api/auth/me")).status).toBe(401);
    expect(await parked(browser)).toEqual([]);
  }
  const { results } = await stack.db.prepare("SELECT actor_id FROM audit_log WHERE action = 'auth.signOutEverybody' AND actor_id IN (?1, ?2)").bind(one.userId, other.userId).all<{ actor_id: string }>();
  expect(results.map(({ actor_id }) => actor_id).sort()).toEqual([one.userId, other.userId].sort());
});

test("a parked session ends with a sign-out everywhere, a ban and its time", async ({ stack }) => {
  for (const end of ["sessions", "ban", "time"]) {
    const { client, one } = await two(stack);
    if (end === "sessions") {
      const elsewhere = new Client(stack.url);
      await elsewhere.call("POST", "/api/auth/signin", { body: { email: one.email, password: PASSWORD }, headers: fromSomewhere() });
      expect((await elsewhere.call("DELETE", "/api/user/sessions")).status).toBe(204);
    } else if (end === "ban") await stack.db.prepare("UPDATE user SET banned = 1 WHERE id = ?1").bind(one.userId).run();
    else await stack.db.prepare("UPDATE session SET expires_at = 1 WHERE id = ?1").bind(one.sessionId).run();
    expect(await parked(client), end).toEqual([]);
    expect(client.cookie, end).not.toMatch(/parked_\d=[\w-]{43}/);
    expect((await activate(client, one.sessionId)).status, end).toBe(404);
  }
});

test("an impersonation is neither parked nor left by a switch", async ({ stack }) => {
  const { client, one, other } = await two(stack);
  const victim = await signUp(stack);
  await grantAdmin(stack, other);
  await client.ok("POST", `/api/admin/users/${victim.userId}/impersonate`, { reason: "Support" });
  for (const [method, path, body] of [["POST", "/api/auth/sessions/park"], ["POST", "/api/auth/sessions/activate", { sessionId: one.sessionId }], ["DELETE", "/api/auth/sessions"]] as const) {
    expect(await client.refused(method, path, body === undefined ? {} : { body }), path).toMatchObject({ status: 403, code: "PERMISSION_DENIED" });
  }
  expect((await me(client)).user.id).toBe(victim.userId);
});
