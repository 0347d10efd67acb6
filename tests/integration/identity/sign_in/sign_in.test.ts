// Proves that the right password signs in, that a wrong one reveals nothing, and that guesses are limited by account and
// IP address, by account and by IP address, except in browsers that are known.
import { expect } from "vitest";
import { Client, type Answer, type ErrorBody } from "../../support/client.ts";
import { PASSWORD, fromSomewhere, signUp, type Me, type Person } from "../../support/people.ts";
import { test } from "../../support/test.ts";

const path = "/api/auth/signin";

function signIn({ client: { url } }: Person, email: string, password: string, headers = fromSomewhere()): Promise<Answer> {
  return new Client(url).call("POST", path, { body: { email, password }, headers });
}

test("the right password creates another session, and the address is case-insensitive", async ({ stack, owner }) => {
  const client = new Client(stack.url);
  const me = await client.ok<Me>("POST", path, { email: owner.email.toUpperCase(), password: PASSWORD }, 200);
  expect(me.user.id).toBe(owner.userId);
  expect(me.session.id).not.toBe(owner.sessionId);
  expect(client.cookie).not.toBe(owner.client.cookie);
  expect(await client.ok("GET", "/api/auth/me")).toEqual(me);
  expect((await owner.client.call("GET", "/api/auth/me")).status).toBe(200);
  const audit = await stack.db.prepare("SELECT count(*) AS count FROM audit_log WHERE action = 'auth.signIn' AND actor_id = ?1").bind(owner.userId).first("count");
  expect(audit).toBe(1);
});

test("a wrong password, an unknown address and an account without a password get the same answer", async ({ stack, owner }) => {
  const headers = fromSomewhere();
  const answers = [
    await signIn(owner, owner.email, "wrong password", headers),
    await signIn(owner, "nobody@steward.localhost", PASSWORD, headers),
    await signIn(owner, "no address", PASSWORD, headers),
    await signIn(owner, owner.email, "", headers),
    await signIn(owner, owner.email, "x".repeat(2_000), headers),
  ];
  await stack.db.prepare("DELETE FROM account WHERE user_id = ?1").bind(owner.userId).run();
  answers.push(await signIn(owner, owner.email, PASSWORD));
  for (const { status, body, headers: given } of answers) {
    expect([status, (body as ErrorBody).error]).toEqual([401, { code: "INVALID_CREDENTIALS", message: "The email or password is incorrect.", context: {} }]);
    expect(given.getSetCookie()).toEqual([]);
  }
});

test("a banned user learns of the ban only with the right password, until it ends", async ({ stack, owner }) => {
  const ban = (until: number | null) => stack.db.prepare("UPDATE user SET banned = 1, ban_reason = 'spam', ban_expires_at = ?2 WHERE id = ?1").bind(owner.userId, until).run();
  for (const until of [null, Date.now() + 60_000]) {
    await ban(until);
    expect((await signIn(owner, owner.email, "wrong password")).status).toBe(401);
    const { status, body, headers } = await signIn(owner, owner.email, PASSWORD);
    expect([status, (body as ErrorBody).error]).toEqual([403, { code: "ACCOUNT_BANNED", message: "This account is banned.", context: {} }]);
    expect(headers.getSetCookie()).toEqual([]);
    expect(await owner.client.refused("GET", "/api/auth/me")).toEqual({ status: 401, code: "UNAUTHENTICATED" });
  }
  await ban(Date.now() - 1);
  expect((await signIn(owner, owner.email, PASSWORD)).status).toBe(200);
});

test("after five failures from an IP address an account is blocked for it, even for the right password, and for no other", async ({ owner }) => {
  const somewhere = fromSomewhere();
  for (let attempt = 0; attempt < 5; attempt += 1) expect((await signIn(owner, owner.email, `wrong ${attempt}`, somewhere)).status).toBe(401);
  const { status, body, headers } = await signIn(owner, owner.email, PASSWORD, somewhere);
  expect((await signIn(owner, owner.email, PASSWORD)).status).toBe(200);
  const wait = Number(headers.get("retry-after"));
  expect([status, (body as ErrorBody).error.code, (body as ErrorBody).error.context.retryAfter]).toEqual([429, "RATE_LIMITED", wait]);
  expect(wait).toBeGreaterThan(14 * 60);
  expect(wait).toBeLessThanOrEqual(15 * 60 + 1);
});

test("who guesses from many IP addresses blocks new browsers, and never one in which the user has signed in", async ({ stack, owner }) => {
  const known = new Client(stack.url);
  expect((await known.call("POST", "/api/auth/signin", { body: { email: owner.email, password: PASSWORD }, headers: fromSomewhere() })).status).toBe(200);
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 32; attempt += 1) statuses.push((await signIn(owner, owner.email, `wrong ${attempt}`)).status);
  expect(statuses).toEqual([...Array<number>(30).fill(401), 429, 429]);
  expect((await signIn(owner, owner.email, PASSWORD)).status).toBe(429);
  const inKnown = (email: string, password: string) => known.call("POST", "/api/auth/signin", { body: { email, password }, headers: fromSomewhere() });
  expect((await inKnown(owner.email, PASSWORD)).status).toBe(200);
  // a known browser has a limit of its own, and is known for no other account
  const other = await signUp(stack);
  for (let attempt = 0; attempt < 30; attempt += 1) await signIn(other, other.email, `wrong ${attempt}`);
  expect((await inKnown(other.email, PASSWORD)).status).toBe(429);
  for (let attempt = 0; attempt < 10; attempt += 1) expect((await inKnown(owner.email, "wrong")).status).toBe(401);
  expect((await inKnown(owner.email, PASSWORD)).status).toBe(429);
});

test("concurrent guesses do not pass the limit", async ({ owner }) => {
  const somewhere = fromSomewhere();
  const guesses = await Promise.all(Array.from({ length: 12 }, (_, index) => signIn(owner, owner.email, `guess ${index}`, somewhere)));
  const statuses = guesses.map(({ status }) => status).sort();
  expect(statuses).toEqual([...Array<number>(5).fill(401), ...Array<number>(7).fill(429)]);
});

test("the right password clears the account's failures", async ({ owner }) => {
  const somewhere = fromSomewhere();
  for (let round = 0; round < 3; round += 1) {
    for (let attempt = 0; attempt < 3; attempt += 1) expect((await signIn(owner, owner.email, "wrong", somewhere)).status).toBe(401);
    expect((await signIn(owner, owner.email, PASSWORD, somewhere)).status).toBe(200);
  }
});

test("after twenty failures an IP address is blocked, and others are not", async ({ owner }) => {
  const headers = fromSomewhere();
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 21; attempt += 1) statuses.push((await signIn(owner, `somebody-${attempt}@steward.localhost`, "wrong", headers)).status);
  expect(statuses).toEqual([...Array<number>(20).fill(401), 429]);
  expect((await signIn(owner, owner.email, PASSWORD, headers)).status).toBe(429);
  expect((await signIn(owner, owner.email, PASSWORD)).status).toBe(200);
});
