// Proves that a user with a second factor gets no session without it, whatever the first factor is, and that guesses are limited without
// locking the user out of a known browser.
import { expect } from "vitest";
import { codeIn, linkIn, tokenIn } from "../../../providers/mail/index.ts";
import type { Stack } from "../../../stack/index.ts";
import { Client, type Answer, type ErrorBody } from "../../support/client.ts";
import { hashOf } from "../../support/hash.ts";
import { createAccount, signInWith } from "../../support/oauth.ts";
import { PASSWORD, fromSomewhere, type Me, type Person } from "../../support/people.ts";
import { inParallel } from "../../support/parallel.ts";
import { enterCode, enterPassword, forgetUsedCodes, setUpTotp, totpCode, wrongCode } from "../../support/second_factor.ts";
import { test } from "../../support/test.ts";

const REQUIRED = { secondFactor: { methods: ["totp", "backupCode"], expiresAt: expect.any(String) } };
const EXPIRED = { status: 409, code: "SIGN_IN_EXPIRED" };
const refusal = ({ status, body }: Answer) => ({ status, code: (body as ErrorBody).error.code });
const isSignedIn = async (client: Client) => (await client.call("GET", "/api/auth/me")).status === 200;
const challengeCookie = ({ cookie }: Client) => cookie.split("; ").find((pair) => pair.startsWith("steward_challenge=")) ?? "";
const sessions = ({ db }: Stack, { userId }: Person) => db.prepare("SELECT count(*) AS count FROM session WHERE user_id = ?1").bind(userId).first<number>("count");

test("a password, a code, a link and a new password each give no session but a challenge, which a code of the app completes", async ({ stack, owner }) => {
  const { secret } = await setUpTotp(stack, owner);
  const headers = fromSomewhere();
  const before = await sessions(stack, owner);
  const { email } = owner;
  const ways: Record<string, (client: Client) => Promise<Answer>> = {
    password: (client) => client.call("POST", "/api/auth/signin", { body: { email, password: PASSWORD } }),
    code: async (client) => {
      await client.call("POST", "/api/auth/signin/code", { body: { email }, headers });
      const code = codeIn(await stack.mail.waitFor({ to: email, kind: "sign_in_code" }));
      return client.call("POST", "/api/auth/signin/code/verify", { body: { email, code }, headers });
    },
    link: async (client) => {
      await client.call("POST", "/api/auth/signin/link", { body: { email, returnUrl: "/device" }, headers });
      const token = tokenIn(linkIn(await stack.mail.waitFor({ to: email, kind: "sign_in_link" }), "/verify"));
      return client.call("POST", "/api/auth/signin/link/verify", { body: { token }, headers });
    },
    reset: async (client) => {
      await client.call("POST", "/api/auth/password/forgot", { body: { email }, headers });
      const token = tokenIn(linkIn(await stack.mail.waitFor({ to: email, kind: "reset_password" }), "/reset"));
      return client.call("POST", "/api/auth/password/reset", { body: { token, password: `${PASSWORD}!` }, headers });
    },
  };
  for (const [name, way] of Object.entries(ways)) {
    const client = new Client(stack.url);
    const answer = await way(client);
    expect([answer.status, answer.body], name).toEqual([200, name === "link" ? { ...REQUIRED, returnUrl: "/device" } : REQUIRED]);
    expect(client.cookie, name).not.toContain("steward_session");
    expect(await isSignedIn(client), name).toBe(false);
    if (name !== "reset") expect(await sessions(stack, owner), name).toBe(before);
    expect(refusal(await enterCode(client, await wrongCode(secret))), name).toEqual({ status: 400, code: "INVALID_CODE" });
    expect(await isSignedIn(client), name).toBe(false);
    const { status, body } = await enterCode(client, await totpCode(secret));
    expect([status, (body as Me).user.id], name).toEqual([200, owner.userId]);
    expect(await isSignedIn(client), name).toBe(true);
    expect(challengeCookie(client), name).toBe("");
    await forgetUsedCodes(stack, owner);
    await client.call("POST", "/api/auth/signout");
  }
  // a new password leaves the factor
  expect(await stack.db.prepare("SELECT count(*) AS count FROM totp_factor WHERE user_id = ?1 AND confirmed_at IS NOT NULL").bind(owner.userId).first("count")).toBe(1);
  const events = await stack.db.prepare("SELECT detail FROM audit_log WHERE action = 'auth.verifySecondFactor' AND actor_id = ?1").bind(owner.userId).all<{ detail: string }>();
  expect(events.results.map(({ detail }) => (JSON.parse(detail) as { after: { method: string } }).after.method)).toEqual(["totp", "totp", "totp", "totp"]);
});

test("a provider leads to the page of the second factor, by account and by address, and links nothing before it", async ({ stack, owner }) => {
  const { secret } = await setUpTotp(stack, owner);
  const accounts = () => stack.db.prepare("SELECT count(*) AS count FROM account WHERE user_id = ?1").bind(owner.userId).first<number>("count");
  const byAddress = await signInWith(stack, "google", createAccount(stack, "google", { email: owner.email }), undefined, "/device?user_code=B");
  expect(byAddress.page).toBe("/second-factor?returnUrl=%2Fdevice%3Fuser_code%3DB");
  expect([await isSignedIn(byAddress.client), await accounts()]).toEqual([false, 1]);
  expect((await enterCode(byAddress.client, await totpCode(secret))).status).toBe(200);

  const account = createAccount(stack, "google");
  const { client } = await signInWith(stack, "google", account);
  const { user } = await client.ok<Me>("GET", "/api/auth/me");
  const other = await setUpTotp(stack, { client, userId: user.id });
  const again = await signInWith(stack, "google", account);
  expect([again.page, await isSignedIn(again.client)]).toEqual(["/second-factor", false]);
  expect((await enterCode(again.client, other.backupCodes[0] ?? "")).status).toBe(200);
  expect(await isSignedIn(again.client)).toBe(true);
});

test("a challenge is hashed, ends after ten minutes, works once and only in its browser", async ({ stack, owner }) => {
  const { secret, backupCodes } = await setUpTotp(stack, owner);
  const { client } = await enterPassword(stack, owner);
  const token = challengeCookie(client).split("=")[1] ?? "";
  expect(token).toMatch(/^[\w-]{43}$/);
  const row = await stack.db.prepare("SELECT token_hash, expires_at - created_at AS lifetime FROM sign_in_challenge WHERE user_id = ?1").bind(owner.userId).first();
  expect(row).toEqual({ token_hash: hashOf(token), lifetime: 600_000 });
  expect(refusal(await enterCode(new Client(stack.url), await totpCode(secret)))).toEqual(EXPIRED);
  await stack.db.prepare("UPDATE sign_in_challenge SET expires_at = ?2 WHERE user_id = ?1").bind(owner.userId, Date.now() - 1).run();
  expect(refusal(await enterCode(client, await totpCode(secret)))).toEqual(EXPIRED);

  await enterPassword(stack, owner, client);
  const stolen = client.cookie;
  const results = await inParallel(backupCodes.slice(0, 4), (code) => {
    const copy = new Client(stack.url);
    copy.cookie = stolen;
    return enterCode(copy, code);
  });
  expect(results.filter(({ status }) => status === 200).length).toBe(1);
  const late = new Client(stack.url);
  late.cookie = stolen;
  expect(refusal(await enterCode(late, backupCodes[5] ?? ""))).toEqual(EXPIRED);
});

test("codes work once, one step early or late, and not two", async ({ stack, owner }) => {
  const { secret, backupCodes } = await setUpTotp(stack, owner);
  const attempt = async (code: string) => (await enterCode((await enterPassword(stack, owner)).client, code)).status;
  const code = await totpCode(secret);
  expect([await attempt(code), await attempt(code)]).toEqual([200, 400]);
  expect(await attempt(await totpCode(secret, -1))).toBe(400); // earlier than the used one
  expect(await attempt(await totpCode(secret, 1))).toBe(200);
  await forgetUsedCodes(stack, owner);
  expect([await attempt(await totpCode(secret, -3)), await attempt(await totpCode(secret, 3))]).toEqual([400, 400]);
  expect([await attempt(backupCodes[0] ?? ""), await attempt(backupCodes[0] ?? ""), await attempt(backupCodes[1] ?? "")]).toEqual([200, 400, 200]);
});

test("a challenge takes five codes, an account ten in an hour, and a known browser goes on working", async ({ stack, owner }) => {
  const { secret } = await setUpTotp(stack, owner);
  const known = (await enterPassword(stack, owner)).client;
  expect((await enterCode(known, await totpCode(secret))).status).toBe(200);
  await forgetUsedCodes(stack, owner);
  const wrong = await wrongCode(secret);
  const first = (await enterPassword(stack, owner)).client;
  for (let tries = 0; tries < 5; tries += 1) expect(refusal(await enterCode(first, wrong))).toEqual({ status: 400, code: "INVALID_CODE" });
  expect(refusal(await enterCode(first, await totpCode(secret)))).toEqual(EXPIRED);
  const second = (await enterPassword(stack, owner)).client;
  for (let tries = 0; tries < 4; tries += 1) await enterCode(second, wrong);
  const third = (await enterPassword(stack, owner)).client;
  const statuses = [];
  for (let tries = 0; tries < 3; tries += 1) statuses.push((await enterCode(third, wrong)).status);
  expect(statuses.at(-1)).toBe(429);
  expect((await enterCode(third, await totpCode(secret))).status).toBe(429);
  await known.call("POST", "/api/auth/signout");
  await enterPassword(stack, owner, known);
  expect((await enterCode(known, await totpCode(secret))).status).toBe(200);
});

test("a banned user gets no session, and a new password ends open challenges", async ({ stack, owner }) => {
  const { secret } = await setUpTotp(stack, owner);
  const [first, second] = [(await enterPassword(stack, owner)).client, (await enterPassword(stack, owner)).client];
  await stack.db.prepare("UPDATE user SET banned = 1 WHERE id = ?1").bind(owner.userId).run();
  expect(refusal(await enterCode(first, await totpCode(secret)))).toEqual({ status: 403, code: "ACCOUNT_BANNED" });
  await stack.db.prepare("UPDATE user SET banned = 0 WHERE id = ?1").bind(owner.userId).run();
  await owner.client.ok("POST", "/api/user/password", { currentPassword: PASSWORD, newPassword: `${PASSWORD}!` }, 204);
  expect(refusal(await enterCode(second, await totpCode(secret)))).toEqual(EXPIRED);
});

test("a program gets no tokens by password, and the error names the device flow, which relies on the approving session", async ({ stack, owner }) => {
  await setUpTotp(stack, owner);
  const program = new Client(stack.url);
  const body = { email: owner.email, password: PASSWORD };
  for (const path of ["/api/auth/signin", "/api/auth/login"]) {
    expect(await program.refused("POST", path, { body, headers: { origin: null } })).toEqual({ status: 403, code: "DEVICE_FLOW_REQUIRED" });
  }
  expect(await program.refused("POST", "/api/auth/login", { body: { ...body, password: "wrong password" }, headers: { origin: null } })).toEqual({ status: 401, code: "INVALID_CREDENTIALS" });
  expect(await stack.db.prepare("SELECT count(*) AS count FROM session WHERE user_id = ?1 AND kind = 'api'").bind(owner.userId).first("count")).toBe(0);
});
