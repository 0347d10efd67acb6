// Proves that a link or a code from the mail signs in once, in its time, for the account of its address and nobody else.
import { expect } from "vitest";
import { codeIn, linkIn } from "../../providers/mail/index.ts";
import type { Stack } from "../../stack/index.ts";
import { Client, type Answer } from "../support/client.ts";
import { PASSWORD, fromSomewhere, newEmail, signInAgain, type Me } from "../support/people.ts";
import { test } from "../support/test.ts";

const INVALID_TOKEN = { status: 400, code: "INVALID_CODE", field: "token" };
const INVALID_CODE = { status: 400, code: "INVALID_CODE", field: "code" };

const send = (stack: Stack, path: string, body: object) => new Client(stack.url).call("POST", path, { body, headers: fromSomewhere() });
const follow = (stack: Stack, token: string, client = new Client(stack.url)): Promise<Answer> => client.call("POST", "/api/auth/signin/link/verify", { body: { token }, headers: fromSomewhere() });
const type = (stack: Stack, email: string, code: string, client = new Client(stack.url)): Promise<Answer> => client.call("POST", "/api/auth/signin/code/verify", { body: { email, code }, headers: fromSomewhere() });
const refusal = ({ status, body }: Answer) => {
  const { code, context } = (body as { error: { code: string; context: { field?: string } } }).error;
  return { status, code, field: context.field };
};

async function askForLink(stack: Stack, email: string, returnUrl?: string): Promise<string> {
  const after = stack.mail.mails.at(-1);
  const answer = await send(stack, "/api/auth/signin/link", { email, ...(returnUrl === undefined ? {} : { returnUrl }) });
  expect([answer.status, answer.body]).toEqual([202, { email, expiresAt: expect.any(String) }]);
  const link = linkIn(await stack.mail.waitFor({ to: email, kind: "sign_in_link", ...(after === undefined ? {} : { after }) }), "/verify");
  expect(link.origin).toBe(stack.url);
  return link.searchParams.get("token") ?? "";
}

async function askForCode(stack: Stack, email: string): Promise<string> {
  const after = stack.mail.mails.at(-1);
  expect((await send(stack, "/api/auth/signin/code", { email })).status).toBe(202);
  return codeIn(await stack.mail.waitFor({ to: email, kind: "sign_in_code", ...(after === undefined ? {} : { after }) }));
}

test("a link signs in, and leads on to where somebody wanted to go", async ({ stack, owner }) => {
  const returnUrl = `/device?user_code=BCDF-2345#here`;
  const client = new Client(stack.url);
  const { status, body } = await follow(stack, await askForLink(stack, owner.email, returnUrl), client);
  const came = body as { me: Me; returnUrl: string | null };
  expect([status, came.returnUrl, came.me.user.id, came.me.user.email]).toEqual([200, returnUrl, owner.userId, owner.email]);
  expect(await client.ok("GET", "/api/auth/me")).toEqual(came.me);
  expect((await follow(stack, await askForLink(stack, owner.email))).body).toMatchObject({ returnUrl: null });
  const audit = await stack.db.prepare("SELECT action FROM audit_log WHERE actor_id = ?1 AND action LIKE 'auth.verifyLink'").bind(owner.userId).all();
  expect(audit.results.length).toBe(2);
});

test("a link works once, also of many at the same moment", async ({ stack, owner }) => {
  const token = await askForLink(stack, owner.email);
  const answers = await Promise.all(Array.from({ length: 5 }, () => follow(stack, token)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400]);
  expect(refusal(await follow(stack, token))).toEqual(INVALID_TOKEN);
});

test("a link is worth nothing after its time, after a newer one, altered, or where another kind is asked for", async ({ stack, owner }) => {
  const first = await askForLink(stack, owner.email);
  const second = await askForLink(stack, owner.email);
  const altered = `${second.slice(0, -1)}${second.endsWith("A") ? "E" : "A"}`;
  for (const token of [first, altered, "", "x".repeat(100)]) expect(refusal(await follow(stack, token)), token).toEqual(INVALID_TOKEN);
  const reset = { token: second, password: "another long password" };
  expect(await new Client(stack.url).refused("POST", "/api/auth/password/reset", { body: reset, headers: fromSomewhere() })).toEqual(INVALID_TOKEN);
  await stack.db.prepare("UPDATE verification SET expires_at = ?2 WHERE identifier = ?1").bind(`sign-in-link:${owner.email}`, Date.now() - 1).run();
  expect(refusal(await follow(stack, second))).toEqual(INVALID_TOKEN);
});

test("a return address off this site is refused, and no mail goes out", async ({ stack, owner }) => {
  const before = stack.mail.find({ to: owner.email }).length;
  for (const returnUrl of ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "builds", "/a/..//b"]) {
    const options = { body: { email: owner.email, returnUrl }, headers: fromSomewhere() };
    expect(await new Client(stack.url).refused("POST", "/api/auth/signin/link", options), returnUrl).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "returnUrl" });
  }
  expect(stack.mail.find({ to: owner.email }).length).toBe(before);
});

test("a code signs in once, for its address only, and is over after five tries", async ({ stack, owner }) => {
  const code = await askForCode(stack, owner.email);
  expect(refusal(await type(stack, newEmail(), code))).toEqual(INVALID_CODE);
  const client = new Client(stack.url);
  const { status, body } = await type(stack, owner.email.toUpperCase(), code, client);
  expect([status, (body as Me).user.id]).toEqual([200, owner.userId]);
  expect((await client.call("GET", "/api/auth/me")).status).toBe(200);
  expect(refusal(await type(stack, owner.email, code))).toEqual(INVALID_CODE);

  const next = await askForCode(stack, owner.email);
  const wrong = String((Number(next) + 1) % 1_000_000).padStart(6, "0");
  for (let attempt = 0; attempt < 5; attempt += 1) expect(refusal(await type(stack, owner.email, wrong))).toEqual(INVALID_CODE);
  expect(refusal(await type(stack, owner.email, next))).toEqual(INVALID_CODE);
});

test("twenty wrong codes from an IP address close it for codes, links and passwords alike; right ones do not count", async ({ stack, owner }) => {
  const headers = fromSomewhere();
  const attempt = (path: string, body: object) => new Client(stack.url).call("POST", path, { body, headers });
  const code = await askForCode(stack, owner.email);
  expect((await attempt("/api/auth/signin/code/verify", { email: owner.email, code })).status).toBe(200);
  const statuses = [];
  for (let tries = 0; tries < 20; tries += 1) statuses.push((await attempt("/api/auth/signin/code/verify", { email: newEmail(), code: "000000" })).status);
  expect(statuses).toEqual(Array(20).fill(400));
  expect((await attempt("/api/auth/signin/link/verify", { token: "x" })).status).toBe(429);
  expect((await attempt("/api/auth/signin", { email: owner.email, password: PASSWORD })).status).toBe(429);
});

test("who is banned is told so after a right link or code, and gets no session", async ({ stack, owner }) => {
  const [token, code] = [await askForLink(stack, owner.email), await askForCode(stack, owner.email)];
  await stack.db.prepare("UPDATE user SET banned = 1 WHERE id = ?1").bind(owner.userId).run();
  for (const answer of [await follow(stack, token), await type(stack, owner.email, code)]) {
    expect(refusal(answer)).toEqual({ status: 403, code: "ACCOUNT_BANNED", field: undefined });
    expect(answer.headers.getSetCookie()).toEqual([]);
  }
});

test("an address that was never proven is proven by it, and what somebody else may have set before ends: password and sessions", async ({ stack, owner }) => {
  const other = await signInAgain(stack, owner);
  await stack.db.prepare("UPDATE user SET email_verified = 0 WHERE id = ?1").bind(owner.userId).run();
  const client = new Client(stack.url);
  const { body } = await type(stack, owner.email, await askForCode(stack, owner.email), client);
  expect(body).toMatchObject({ user: { id: owner.userId, emailVerified: true, hasPassword: false } });
  for (const { client: former } of [owner, other]) expect(await former.refused("GET", "/api/auth/me")).toEqual({ status: 401, code: "UNAUTHENTICATED" });
  const signIn = { body: { email: owner.email, password: PASSWORD }, headers: fromSomewhere() };
  expect(await new Client(stack.url).refused("POST", "/api/auth/signin", signIn)).toEqual({ status: 401, code: "INVALID_CREDENTIALS" });
  const again = await type(stack, owner.email, await askForCode(stack, owner.email));
  expect(again.body).toMatchObject({ user: { emailVerified: true } });
  expect((await client.call("GET", "/api/auth/me")).status).toBe(200);
});
