// Proves that a link from the mail signs in once, within its lifetime, for the account of its address.
import { expect } from "vitest";
import { linkIn, tokenIn } from "../../../providers/mail/index.ts";
import type { Stack } from "../../../stack/index.ts";
import { Client, type Answer, type ErrorBody } from "../../support/client.ts";
import { fromSomewhere, signUp, type Me } from "../../support/people.ts";
import { test } from "../../support/test.ts";

const INVALID_TOKEN = { status: 400, code: "INVALID_CODE", field: "token" };

const follow = (token: string, client: Client, email?: string): Promise<Answer> => client.call("POST", "/api/auth/signin/link/verify", { body: { token, ...(email === undefined ? {} : { email }) }, headers: fromSomewhere() });
const refusal = ({ status, body }: Answer) => {
  const { code, context } = (body as { error: { code: string; context: { field?: string } } }).error;
  return { status, code, field: context.field };
};

async function askForLink(stack: Stack, email: string, client: Client, returnUrl?: string): Promise<string> {
  const after = stack.mail.mails.at(-1);
  const answer = await client.call("POST", "/api/auth/signin/link", { body: { email, ...(returnUrl === undefined ? {} : { returnUrl }) }, headers: fromSomewhere() });
  expect([answer.status, answer.body]).toEqual([202, { email, expiresAt: expect.any(String) }]);
  const link = linkIn(await stack.mail.waitFor({ to: email, kind: "sign_in_link", ...(after === undefined ? {} : { after }) }), "/verify");
  expect(link.origin).toBe(stack.url);
  return tokenIn(link);
}

test("a link signs in and returns the requested return URL", async ({ stack, owner }) => {
  const returnUrl = `/device?user_code=BCDF-2345#here`;
  const client = new Client(stack.url);
  const { status, body } = await follow(await askForLink(stack, owner.email, client, returnUrl), client);
  const came = body as { me: Me; returnUrl: string | null };
  expect([status, came.returnUrl, came.me.user.id, came.me.user.email]).toEqual([200, returnUrl, owner.userId, owner.email]);
  expect(await client.ok("GET", "/api/auth/me")).toEqual(came.me);
  expect((await follow(await askForLink(stack, owner.email, client), client)).body).toMatchObject({ returnUrl: null });
  const audit = await stack.db.prepare("SELECT action FROM audit_log WHERE actor_id = ?1 AND action LIKE 'auth.verifyLink'").bind(owner.userId).all();
  expect(audit.results.length).toBe(2);
});

test("a link works once, also when it is used concurrently", async ({ stack, owner }) => {
  const client = new Client(stack.url);
  const token = await askForLink(stack, owner.email, client);
  const answers = await Promise.all(Array.from({ length: 5 }, () => follow(token, client)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400]);
  expect(refusal(await follow(token, client))).toEqual(INVALID_TOKEN);
  expect(refusal(await follow(token, new Client(stack.url), owner.email))).toEqual(INVALID_TOKEN);
});

test("a link that is expired, replaced, altered or of another kind is refused", async ({ stack, owner }) => {
  const client = new Client(stack.url);
  const first = await askForLink(stack, owner.email, client);
  const second = await askForLink(stack, owner.email, client);
  const altered = `${second.slice(0, -1)}${second.endsWith("A") ? "E" : "A"}`;
  for (const token of [first, altered, "", "x".repeat(100)]) expect(refusal(await follow(token, client)), token).toEqual(INVALID_TOKEN);
  const reset = { token: second, password: "another long password" };
  expect(await new Client(stack.url).refused("POST", "/api/auth/password/reset", { body: reset, headers: fromSomewhere() })).toEqual(INVALID_TOKEN);
  await stack.db.prepare("UPDATE verification SET expires_at = ?2 WHERE identifier = ?1").bind(`sign-in-link:${owner.email}`, Date.now() - 1).run();
  expect(refusal(await follow(second, client))).toEqual(INVALID_TOKEN);
});

test("in another browser a link names the account and signs in only when it is confirmed", async ({ stack, owner }) => {
  const attacker = new Client(stack.url);
  const token = await askForLink(stack, owner.email, attacker);
  const victim = new Client(stack.url);
  for (const email of [undefined, "somebody@steward.localhost", "", `${owner.email}x`]) {
    const { status, body, headers } = await follow(token, victim, email);
    expect([status, (body as ErrorBody).error], email).toMatchObject([409, { code: "CONFIRM_ACCOUNT", context: { email: owner.email } }]);
    expect(headers.getSetCookie()).toEqual([]);
  }
  victim.cookie = `steward_link=${"A".repeat(43)}`;
  expect((await follow(token, victim)).status).toBe(409);
  expect(await victim.refused("GET", "/api/auth/me")).toMatchObject({ status: 401 });
  const confirmed = await follow(token, victim, owner.email.toUpperCase());
  expect([confirmed.status, (confirmed.body as { me: Me }).me.user.email]).toEqual([200, owner.email]);
  expect(refusal(await follow(token, attacker))).toEqual(INVALID_TOKEN);
});

test("the browser of a link is known by a cookie that no page can read, and that ends with the sign-in", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const client = new Client(stack.url);
  const sent = await client.call("POST", "/api/auth/signin/link", { body: { email: owner.email }, headers: fromSomewhere() });
  const [cookie = ""] = sent.headers.getSetCookie();
  expect(cookie).toMatch(/^steward_link=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/);
  const row = await stack.db.prepare("SELECT value FROM verification WHERE identifier = ?1").bind(`sign-in-link:${owner.email}`).first<string>("value");
  expect(row).not.toContain(cookie.slice(13, 56));
  const link = tokenIn(linkIn(await stack.mail.waitFor({ to: owner.email, kind: "sign_in_link" }), "/verify"));
  const second = await askForLink(stack, other.email, client); // of the same browser, with the same cookie
  const { status, headers } = await follow(link, client);
  expect(status).toBe(200);
  expect(headers.getSetCookie().some((line) => line.startsWith("steward_link=; ") && line.includes("Max-Age=0"))).toBe(true);
  expect((await follow(second, client)).status).toBe(409);
});

test("a return URL of another site is refused, and no mail is sent", async ({ stack, owner }) => {
  const before = stack.mail.find({ to: owner.email }).length;
  for (const returnUrl of ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "builds", "/a/..//b"]) {
    const options = { body: { email: owner.email, returnUrl }, headers: fromSomewhere() };
    expect(await new Client(stack.url).refused("POST", "/api/auth/signin/link", options), returnUrl).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "returnUrl" });
  }
  expect(stack.mail.find({ to: owner.email }).length).toBe(before);
});
