// Proves that a sign-in with an unknown browser is reported by email, and that the email's link ends every session of that
// account, once, without signing anybody in.
import { expect } from "vitest";
import { linkIn, tokenIn } from "../../../providers/mail/index.ts";
import type { Stack } from "../../../stack/index.ts";
import { Client, type Answer } from "../../support/client.ts";
import { createAccount, signInWith } from "../../support/oauth.ts";
import { fromSomewhere, PASSWORD, signInAgain, signUp, type Person } from "../../support/people.ts";
import { Program, type Tokens } from "../../support/program.ts";
import { enterCode, enterPassword, setUpTotp, totpCode } from "../../support/second_factor.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";

const INVALID = { status: 400, code: "INVALID_CODE", field: "token" };
const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

/** The notices to an address, as the outbox has requested them: also those that are not sent yet. */
const notices = async ({ db }: Stack, { userId }: Pick<Person, "userId">) =>
  (await db.prepare("SELECT count(*) AS count FROM verification WHERE user_id = ?1 AND identifier LIKE 'new-device:%'").bind(userId).first<number>("count")) ?? 0;

async function tokenOf(stack: Stack, { email }: Pick<Person, "email">): Promise<string> {
  return tokenIn(linkIn(await stack.mail.waitFor({ to: email, kind: "new_device" }), "/not-me"));
}

const signIn = (client: Client, email: string, password = PASSWORD): Promise<Answer> => client.call("POST", "/api/auth/signin", { body: { email, password }, headers: { ...fromSomewhere(), "user-agent": FIREFOX } });
const reject = ({ url }: Stack, token: string, client = new Client(url)): Promise<Answer> => client.call("POST", "/api/auth/signin/reject", { body: { token }, headers: fromSomewhere() });

test("the email names method, device, time and address; the first sign-in and a known browser send none", async ({ stack, owner }) => {
  expect(await notices(stack, owner)).toBe(0);
  const browser = new Client(stack.url);
  const headers = { "cf-connecting-ip": "203.0.113.7", "cf-ipcity": "Berlin", "cf-ipcountry": "DE", "user-agent": FIREFOX };
  expect((await browser.call("POST", "/api/auth/signin", { body: { email: owner.email, password: PASSWORD }, headers })).status).toBe(200);
  const { text, subject } = await stack.mail.waitFor({ to: owner.email, kind: "new_device" });
  expect(subject).toBe("New sign-in to your Steward account");
  for (const part of ["with your password", "Device: Firefox on Windows", "IP address: 203.0.113.7 (Berlin, DE)", new Date().toISOString().slice(0, 10)]) expect(text).toContain(part);
  expect(await notices(stack, owner)).toBe(1);
  expect((await signIn(browser, owner.email)).status).toBe(200);
  expect(await notices(stack, owner), "the browser is known").toBe(1);
  // the cookie of another account's browser does not make it known
  const stranger = await signUp(stack);
  const theirs = new Client(stack.url);
  await signIn(theirs, stranger.email);
  await signIn(theirs, owner.email);
  expect(await notices(stack, owner)).toBe(2);
});

test("a sign-in with a second factor, and one at a provider, are reported, too", async ({ stack, owner }) => {
  const { secret } = await setUpTotp(stack, owner);
  const { client } = await enterPassword(stack, owner);
  expect(await notices(stack, owner), "there is no session yet").toBe(0);
  expect((await enterCode(client, await totpCode(secret))).status).toBe(200);
  expect(await notices(stack, owner)).toBe(1);
  expect((await stack.mail.waitFor({ to: owner.email, kind: "new_device" })).text).toContain("with a second factor");

  const account = createAccount(stack, "google");
  const first = await signInWith(stack, "google", account);
  const me = await first.client.ok<{ user: { id: string } }>("GET", "/api/auth/me");
  expect(await notices(stack, { userId: me.user.id }), "signing up").toBe(0);
  await signInWith(stack, "google", account, first.client);
  expect(await notices(stack, { userId: me.user.id }), "the same browser").toBe(0);
  await signInWith(stack, "google", account);
  expect(await notices(stack, { userId: me.user.id })).toBe(1);
  expect((await stack.mail.waitFor({ to: account.email, kind: "new_device" })).text).toContain("with Google");
});

test("the link ends every session with its sockets, programs and approved devices, and sends a link for a new password", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const program = new Program(stack.url);
  program.token = (await program.ok<Tokens>("POST", "/api/auth/login", { email: owner.email, password: PASSWORD }, 200)).accessToken;
  const grant = (await (await fetch(`${stack.url}/api/auth/device/code`, { method: "POST", body: new URLSearchParams({ client_id: "steward-cli" }) })).json()) as { user_code: string; device_code: string };
  const thief = new Client(stack.url);
  await signIn(thief, owner.email);
  await thief.ok("POST", `/api/auth/device/${grant.user_code}/approve`, undefined, 204);
  const socket = await Socket.open(owner);

  const reader = new Client(stack.url);
  const answer = await reject(stack, await tokenOf(stack, owner), reader);
  expect([answer.status, answer.body]).toEqual([200, { passwordReset: { email: owner.email, expiresAt: expect.any(String) } }]);
  expect(reader.cookie, "nobody is signed in").toBe("");
  expect(await socket.closing()).toBe(4401);
  for (const client of [owner.client, thief, program]) expect(await client.refused("GET", "/api/auth/me")).toMatchObject({ status: 401 });
  const body = new URLSearchParams({ grant_type: "urn:ietf:params:oauth:grant-type:device_code", client_id: "steward-cli", device_code: grant.device_code });
  expect(await (await fetch(`${stack.url}/api/auth/device/token`, { method: "POST", body })).json()).toMatchObject({ error: "access_denied" });
  expect((await other.client.call("GET", "/api/auth/me")).status, "another account").toBe(200);

  const token = tokenIn(linkIn(await stack.mail.waitFor({ to: owner.email, kind: "reset_password" }), "/reset"));
  expect((await new Client(stack.url).call("POST", "/api/auth/password/reset", { body: { token, password: "another long password" }, headers: fromSomewhere() })).status).toBe(200);
  expect((await signIn(thief, owner.email)).status).toBe(401);
  const line = await stack.db.prepare("SELECT detail FROM audit_log WHERE action = 'auth.rejectSignIn' AND resource_id = ?1").bind(owner.userId).first<string>("detail");
  expect((JSON.parse(line ?? "{}") as { before: { sessionIds: string[] } }).before.sessionIds).toHaveLength(3);
});

test("a browser that was known before the rejection is unknown after it", async ({ stack, owner }) => {
  const thief = new Client(stack.url);
  await signIn(thief, owner.email);
  const token = await tokenOf(stack, owner);
  await signIn(thief, owner.email);
  expect(await notices(stack, owner)).toBe(1);
  expect((await reject(stack, token)).status).toBe(200);
  // the password is still the old one
  await signIn(thief, owner.email);
  expect(await notices(stack, owner)).toBe(1);
  const again = await stack.db.prepare("SELECT count(*) AS count FROM audit_log WHERE action = 'auth.signIn' AND resource_id = ?1").bind(owner.userId).first<number>("count");
  expect(again).toBe(3);
});

test("the link works once, also when it is used concurrently, for three days, and for nothing else", async ({ stack, owner }) => {
  await signInAgain(stack, owner);
  const token = await tokenOf(stack, owner);
  const attempts: [string, Record<string, string>][] = [
    ["/api/auth/password/reset", { token, password: "another long password" }],
    ["/api/auth/signin/link/verify", { token }],
  ];
  for (const [path, body] of attempts) expect(await new Client(stack.url).refused("POST", path, { body, headers: fromSomewhere() }), path).toEqual(INVALID);
  expect((await new Client(stack.url).call("GET", `/not-me`)).status).toBeLessThan(400);
  expect((await owner.client.call("GET", "/api/auth/me")).status, "opening the page changes nothing").toBe(200);
  const foreign = await new Client(stack.url).call("POST", "/api/auth/signin/reject", { body: { token }, headers: { ...fromSomewhere(), origin: "https://elsewhere.example" } });
  expect(foreign.status, "from another page").toBe(403);

  const answers = await Promise.all([reject(stack, token), reject(stack, token), reject(stack, token)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
  expect(await new Client(stack.url).refused("POST", "/api/auth/signin/reject", { body: { token }, headers: fromSomewhere() })).toEqual(INVALID);

  const late = await signUp(stack);
  await signInAgain(stack, late);
  const lateToken = await tokenOf(stack, late);
  const left = await stack.db.prepare("SELECT expires_at FROM verification WHERE user_id = ?1 AND identifier LIKE 'new-device:%'").bind(late.userId).first<number>("expires_at");
  expect(Math.round(((left ?? 0) - Date.now()) / 3_600_000)).toBe(72);
  await stack.db.prepare("UPDATE verification SET expires_at = ?2 WHERE user_id = ?1").bind(late.userId, Date.now() - 1).run();
  expect(await new Client(stack.url).refused("POST", "/api/auth/signin/reject", { body: { token: lateToken }, headers: fromSomewhere() })).toEqual(INVALID);
  expect((await late.client.call("GET", "/api/auth/me")).status).toBe(200);
});

test("when the address has changed meanwhile, sessions end and no mailbox gets a link for a password", async ({ stack, owner }) => {
  await signInAgain(stack, owner);
  const token = await tokenOf(stack, owner);
  await stack.db.prepare("UPDATE user SET email = ?2 WHERE id = ?1").bind(owner.userId, `new-${owner.email}`).run();
  expect((await reject(stack, token)).body).toEqual({ passwordReset: null });
  expect((await owner.client.call("GET", "/api/auth/me")).status).toBe(401);
  const links = await stack.db.prepare("SELECT count(*) AS count FROM verification WHERE identifier LIKE 'reset-password:%' || ?1").bind(owner.email).first("count");
  expect(links).toBe(0);
});
