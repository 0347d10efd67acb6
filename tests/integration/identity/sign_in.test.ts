// Proves that the right password signs in, that a wrong one tells nothing, and that guessing is stopped by account and by address.
import { expect } from "vitest";
import { Client, type Answer, type ErrorBody } from "../support/client.ts";
import { PASSWORD, type Me, type Person } from "../support/people.ts";
import { integration } from "../support/test.ts";

const test = integration({ withoutRunner: true });

const path = "/api/auth/signin";
const WINDOW_SECONDS = 15 * 60;
let addresses = 0;
/** An address that nobody has tried from. */
const newAddress = () => `192.0.2.${(addresses += 1)}`;

function signIn({ client: { url } }: Person, email: string, password: string, from: string): Promise<Answer> {
  return new Client(url).call("POST", path, { body: { email, password }, headers: { "cf-connecting-ip": from } });
}

test("the right password makes another session; the address is read in any case", async ({ stack, owner }) => {
  const client = new Client(stack.url);
  const me = await client.ok<Me>("POST", path, { email: owner.email.toUpperCase(), password: PASSWORD }, 200);
  expect(me.user.id).toBe(owner.userId);
  expect(me.session.id).not.toBe(owner.sessionId);
  expect(client.cookie).not.toBe(owner.client.cookie);
  expect((await owner.client.call("GET", "/api/auth/me")).status).toBe(200);
  const audit = await stack.db.prepare("SELECT count(*) AS count FROM audit_log WHERE action = 'auth.signIn' AND actor_id = ?1").bind(owner.userId).first("count");
  expect(audit).toBe(1);
});

test("a wrong password, an unknown address, no address at all and a banned user are answered alike", async ({ stack, owner }) => {
  const from = newAddress();
  const answers = [
    await signIn(owner, owner.email, "wrong password", from),
    await signIn(owner, "nobody@steward.localhost", PASSWORD, from),
    await signIn(owner, "no address", PASSWORD, from),
    await signIn(owner, owner.email, "", from),
    await signIn(owner, owner.email, "x".repeat(2_000), from),
  ];
  await stack.db.prepare("UPDATE user SET banned = 1 WHERE id = ?1").bind(owner.userId).run();
  answers.push(await signIn(owner, owner.email, PASSWORD, newAddress()));
  for (const { status, body, headers } of answers) {
    expect([status, (body as ErrorBody).error]).toEqual([401, { code: "INVALID_CREDENTIALS", message: "e-mail or password is wrong", context: {} }]);
    expect(headers.getSetCookie()).toEqual([]);
  }
  expect(await owner.client.refused("GET", "/api/auth/me")).toEqual({ status: 401, code: "UNAUTHENTICATED" });
});

test("after five failures an account is closed for everybody, even with the right password, until the window has passed", async ({ stack, owner }) => {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    expect((await signIn(owner, owner.email, `wrong ${attempt}`, newAddress())).status).toBe(401);
  }
  const { status, body, headers } = await signIn(owner, owner.email, PASSWORD, newAddress());
  const { error } = body as ErrorBody;
  const wait = Number(headers.get("retry-after"));
  expect([status, error.code, error.context.retryAfter]).toEqual([429, "RATE_LIMITED", wait]);
  expect(wait).toBeGreaterThan(WINDOW_SECONDS - 60);
  expect(wait).toBeLessThanOrEqual(WINDOW_SECONDS + 1);

  const move = (seconds: number) => stack.db.prepare("UPDATE sign_in_attempt SET attempted_at = attempted_at - ?2 WHERE subject = ?1").bind(`account:${owner.email}`, seconds * 1_000).run();
  await move(WINDOW_SECONDS - 120);
  const later = await signIn(owner, owner.email, PASSWORD, newAddress());
  expect(later.status).toBe(429);
  expect(Number(later.headers.get("retry-after"))).toBeLessThanOrEqual(121);
  await move(120);
  expect((await signIn(owner, owner.email, PASSWORD, newAddress())).status).toBe(200);
});

test("many guesses at one moment are not let through together", async ({ owner }) => {
  const guesses = await Promise.all(Array.from({ length: 12 }, (_, index) => signIn(owner, owner.email, `guess ${index}`, newAddress())));
  const statuses = guesses.map(({ status }) => status).sort();
  expect(statuses).toEqual([...Array<number>(5).fill(401), ...Array<number>(7).fill(429)]);
});

test("the right password in between clears the account's failures", async ({ owner }) => {
  for (let round = 0; round < 3; round += 1) {
    for (let attempt = 0; attempt < 3; attempt += 1) expect((await signIn(owner, owner.email, "wrong", newAddress())).status).toBe(401);
    expect((await signIn(owner, owner.email, PASSWORD, newAddress())).status).toBe(200);
  }
});

test("after twenty failures for whomever an address is closed, and others are not", async ({ owner }) => {
  const from = newAddress();
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 21; attempt += 1) statuses.push((await signIn(owner, `somebody-${attempt}@steward.localhost`, "wrong", from)).status);
  expect(statuses).toEqual([...Array<number>(20).fill(401), 429]);
  expect((await signIn(owner, owner.email, PASSWORD, from)).status).toBe(429);
  expect((await signIn(owner, owner.email, PASSWORD, newAddress())).status).toBe(200);
});
